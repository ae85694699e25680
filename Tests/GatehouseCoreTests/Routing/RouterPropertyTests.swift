import GatewayInterface
import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("10,000 generated requests compared with a linear reference")
struct RouterPropertyTests {
    /// Many spellings of "/", ".", NUL, "%", "?", ";", "\\" and ill-formed UTF-8, encoded once and twice.
    private static let odd: [[UInt8]] =
        [
            "/", "//", "%2F", "%2f", "%252F", "%252f", "%25%32%46", "%c0%af", "%E0%80%AF", "%F0%80%80%AF", "\u{2215}",
            "/./", "/../", ".", "..", "%2e", "%2E%2e", ".%2e", "%252e", "/%2e/", "%2F..%2F", "..;/", "%c0%ae", "%u002e",
            "%00", "%2500", "%", "%2", "%zz", "%%32%46", "%25", "?", "%3F", "%3f", "%253F", "?/", "?a=/../",
            ";", ";x=1", "%3B", "/;/", "\\", "%5C", "%5c", "%255C", "..\\", "#", "%23", "%0A", "%0d%0a", "%7F",
            "%C2%85",
            "%ED%A0%80", "%F4%90%80%80", "%FF", "%C3", "app.fcgi", "/app.fcgi/", "%61pp.fcgi", "+", "%20", " ",
            "\u{301}",
            "%CC%81", "\u{212A}", "%E2%84%AA",
        ]
        .map { Array($0.utf8) } + [[0xC0, 0xAF], [0xFF], [0xED, 0xA0, 0x80], [0x80], [0x7F], [0x0A]]

    private func encoded(_ text: String, using generator: inout SeededGenerator) -> [UInt8] {
        let style = Int.random(in: 0..<4, using: &generator)
        return text.utf8.flatMap { byte -> [UInt8] in
            let isPlain = byte > 0x20 && byte != 0x7F && !"/%?#\\".utf8.contains(byte)
            if isPlain, style == 0 || Int.random(in: 0..<3, using: &generator) > 0 { return [byte] }
            let digits = String(byte, radix: 16, uppercase: style != 2)
            return Array(("%" + (digits.count == 1 ? "0" : "") + digits).utf8)
        }
    }

    private func target(_ pattern: ReferencePattern, _ mount: String, using generator: inout SeededGenerator) -> [UInt8]
    {
        let path = pattern.randomPath(using: &generator)
        var uri = Array(mount.utf8) + path.flatMap { [UInt8(ascii: "/")] + encoded($0, using: &generator) }
        let isOtherForm = Int.random(in: 0..<4, using: &generator) == 0
        if pattern.endsInSlash != isOtherForm || uri.isEmpty { uri.append(UInt8(ascii: "/")) }
        // One target in three contains something unusual.
        while Int.random(in: 0..<3, using: &generator) == 0 {
            let place = Int.random(in: 0...uri.count, using: &generator)
            let end = Int.random(in: 0..<4, using: &generator) == 0 ? min(place + 1, uri.count) : place
            uri.replaceSubrange(place..<end, with: Self.odd.randomElement(using: &generator) ?? [])
        }
        if Int.random(in: 0..<4, using: &generator) == 0 { uri += Array("?q=1&r=%2F".utf8) }
        return uri
    }

    @Test("10,000 requests to 200 gates get the responses of the reference")
    func responsesMatchReference() async throws {
        var generator = SeededGenerator(seed: propertySeed &+ 20)
        let methods: [HTTPRequest.Method] = GeneratedGate.methods + [.head, .options, .trace]
        var statuses: [Int: Int] = [:]
        for number in 0..<200 {
            let subject = try GeneratedGate(using: &generator)
            let mount = Bool.random(using: &generator) ? "" : "/sub/app"
            let dispatcher = try Dispatcher(subject.gate, mount: Mount(mount.isEmpty ? "/" : mount))
            let unknown = ReceivedResponse(
                try await dispatcher.response(.get, Array("\(mount)/no/such/path/anywhere".utf8)))
            for _ in 0..<50 {
                let entry = try #require(subject.entries.randomElement(using: &generator))
                let uri = target(entry.pattern, mount, using: &generator)
                let method =
                    Bool.random(using: &generator) ? entry.method : methods.randomElement(using: &generator) ?? .get
                let expected = subject.expected(method, uri, mount: mount.isEmpty ? [] : ["sub", "app"])
                let response = try await dispatcher.response(method, uri)
                var outcome = GeneratedGate.Outcome(status: response.status.code, allow: response.headers[.allow])
                if response.status == .ok { outcome.body = ReceivedResponse(response).text }
                if let location = response.headers[.location] {
                    outcome.location = ReferenceTarget(Array(location.utf8))?.segments
                    // Neither another site nor a byte that a header field cannot contain.
                    #expect(location.hasPrefix("/") && !location.hasPrefix("//"), "\(location), seed \(propertySeed)")
                    #expect(
                        location.utf8.allSatisfy { (0x21..<0x7F).contains($0) }, "\(location), seed \(propertySeed)")
                }
                if expected.status == 404, unknown.status == 404 { #expect(ReceivedResponse(response) == unknown) }
                statuses[expected.status, default: 0] += 1
                guard outcome == expected, outcome.body.map({ Array($0.utf8) }) == expected.body.map({ Array($0.utf8) })
                else {
                    Issue.record(
                        """
                        \(method) \(String(decoding: uri, as: UTF8.self).debugDescription): \(outcome) instead of \
                        \(expected), seed \(propertySeed), gate \(number): \(try subject.gate.routes().map(\.path))
                        """
                    )
                    return
                }
            }
        }
        // All statuses must occur, or the comparison proves nothing.
        for (status, least) in [200: 1_000, 204: 50, 308: 500, 400: 1_000, 403: 200, 404: 1_000, 405: 500] {
            #expect(statuses[status, default: 0] >= least, "\(statuses)")
        }
    }
}
