import Testing

@testable import GatehouseCore

@Suite("RequestTarget compared with a second implementation")
struct RequestTargetPropertyTests {
    private static let pieces: [[UInt8]] = {
        let text = [
            "/", "/", "/", "/", "/", "//", "a", "b", "app", "sub", ".", "..", "...", "?", "#", ";", "+", "=", " ",
            "%20", "%41",
            "%2F", "%2f", "%5C", "%5c", "\\", "%2e", "%2E", ".%2e", "%2e.", "%3F", "%23", "%25", "%252e", "%252F", "%",
            "%4", "%zz",
            "%00", "%0A", "%1F", "%7F", "%C3%A9", "%e2%82%ac", "%F0%9F%98%80", "%C0%AF", "%E0%80%AF", "%ED%A0%80",
            "%F4%90%80%80",
            "%C3", "%A9", "%FF", "\u{E9}", "\u{20AC}", "\u{1F600}", "http://", "https://", "http://h", "https://u@h:1",
            "HTTP://h",
            "\0", "\n", "\u{7F}", "%C2%85", "%C2%A0", "\u{9F}", "%2F..", "%2f.", "..%2F", "%2F%2F", "%5c%2F", "\u{301}",
        ]
        return text.map { Array($0.utf8) } + [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xC3], [0x80]]
    }()

    /// Harmless pieces, so that long targets are accepted often enough to compare them.
    private static let good = [
        "/", "/", "/", "a", "app", ";", "+", "%20", "%41", "%25", "%2e%2e%2e", "%C3%A9", "%E2%82%AC", "\u{20AC}",
        "%F0%9F%98%80", "?",
        "%3F", ".a", "...", "%252e", "%2F", "%CC%81",
    ].map { Array($0.utf8) }

    private static func target(using generator: inout SeededGenerator) -> [UInt8] {
        var uri: [UInt8] = []
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: break
        case 1: uri = Array("http://host:80".utf8)
        case 2: uri = Array("https://host/".utf8)
        default: uri = [0x2F]
        }
        // One target in two consists of harmless pieces, some with a single bad one.
        let isGood = Bool.random(using: &generator)
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
            let isPieceGood = isGood && Int.random(in: 0..<20, using: &generator) > 0
            uri += (isPieceGood ? good : pieces).randomElement(using: &generator) ?? []
        }
        // One in ten has one byte changed to any value.
        if !uri.isEmpty, Int.random(in: 0..<10, using: &generator) == 0 {
            let index = Int.random(in: 0..<uri.count, using: &generator)
            uri[index] = UInt8.random(in: 0...255, using: &generator)
        }
        return uri
    }

    @Test("10,000 generated targets are parsed or refused as by the reference")
    func targetsMatchReference() {
        var generator = SeededGenerator(seed: propertySeed)
        var accepted = 0
        for index in 0..<10_000 {
            let uri = Self.target(using: &generator)
            let expected = ReferenceTarget(uri)
            let target = try? RequestTarget(uri)
            if target != nil { accepted += 1 }
            let text = String(decoding: uri, as: UTF8.self).debugDescription
            #expect(
                target?.segments.map { Array($0.utf8) } == expected?.segments,
                "\(text), seed \(propertySeed), #\(index)")
            let query = expected?.query.map { String(decoding: $0, as: UTF8.self) }
            #expect(target?.query == query, "\(text), seed \(propertySeed), #\(index)")
        }
        // The comparison proves nothing if all targets are refused, or none.
        #expect((3000...7000).contains(accepted), "\(accepted) accepted")
    }

    @Test("An accepted target has no backslash, control character or dot segment")
    func acceptedTargetsAreSafe() {
        var generator = SeededGenerator(seed: propertySeed &+ 1)
        for _ in 0..<10_000 {
            let uri = Self.target(using: &generator)
            guard let target = try? RequestTarget(uri) else { continue }
            #expect(!target.segments.isEmpty)
            for segment in target.segments {
                for part in segment.utf8.split(separator: 0x2F) {
                    #expect(![".", ".."].contains(String(Substring(part))), "seed \(propertySeed)")
                }
                #expect(
                    !segment.unicodeScalars.contains { $0.properties.generalCategory == .control || $0 == "\\" },
                    "\(segment.debugDescription), seed \(propertySeed)"
                )
            }
        }
    }
}
