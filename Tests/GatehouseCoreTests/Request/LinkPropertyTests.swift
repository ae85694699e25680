import GatewayInterface
import HTTPTypes
import Synchronization
import Testing

@testable import GatehouseCore

@Suite("Links of generated routes match the same route through the dispatcher")
struct LinkPropertyTests {
    /// The values of a path's parameters by name, as the handler returns them.
    private func values(_ pattern: ReferencePattern, _ path: [String]) -> (named: [String: String], told: [String]) {
        var named: [String: String] = [:]
        var told: [String] = []
        for (index, part) in pattern.parts.enumerated() {
            switch part {
            case .literal: continue
            case .rest:
                // When joined, a segment with a "/" becomes two.
                let joined = path.dropFirst(index).joined(separator: "/")
                named["p\(index)"] = joined
                told += Self.split(joined)
            default:
                guard index < path.count else { continue }
                named["p\(index)"] = path[index]
                told.append(path[index])
            }
        }
        return (named, told)
    }

    private static func split(_ rest: String) -> [String] {
        rest.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }

    private final class Wish: Sendable {
        private let storage = Mutex<(name: RouteName, values: [String: String])>(("", [:]))

        var current: (name: RouteName, values: [String: String]) {
            get { storage.withLock { $0 } }
            set { storage.withLock { $0 = newValue } }
        }
    }

    @Test(
        "6,000 links match their route with the same values; impossible links are errors"
    )
    func generatedLinksLeadBack() async throws {
        var generator = SeededGenerator(seed: propertySeed &+ 40)
        var (made, refused) = (0, 0)
        for number in 0..<120 {
            let generated = try GeneratedGate(using: &generator, isOpen: true)
            var gate = generated.gate
            let wish = Wish()
            // A separate method that overlaps with no route. Its location does not matter.
            let linkMethod = try #require(HTTPRequest.Method("LINK"))
            gate.on(linkMethod, "/make/link", allow: .everyone) { request in
                try request.url(for: wish.current.name, wish.current.values)
            }
            gate.list.scopes = gate.list.scopes.map { scope in
                Scope(parent: scope.parent, prefix: scope.prefix, claimsPrefix: false, location: scope.location)
            }
            gate.list.definitions = gate.list.definitions.enumerated().map { index, definition in
                RouteDefinition(
                    method: definition.method,
                    path: definition.path,
                    name: index < generated.entries.count ? RouteName("r\(index)") : nil,
                    rule: definition.rule, evidence: definition.evidence, isPublic: true, isIsolated: false,
                    crossOrigin: nil,
                    problems: definition.problems,
                    location: definition.location,
                    scope: definition.scope,
                    check: definition.check,
                    respond: definition.respond
                )
            }
            let mount = ["", "/sub/app", "/c%20d"].randomElement(using: &generator) ?? ""
            let dispatcher = try Dispatcher(gate, mount: Mount(mount.isEmpty ? "/" : mount))
            for _ in 0..<50 {
                let index = Int.random(in: generated.entries.indices, using: &generator)
                let entry = generated.entries[index]
                let path = entry.pattern.randomPath(using: &generator)
                let (named, told) = values(entry.pattern, path)
                wish.current = (RouteName("r\(index)"), named)
                let link = try await dispatcher.response(linkMethod, Array("\(mount)/make/link".utf8))
                // The path for these values; if the random path does not match the pattern, the link's own path.
                let segments = entry.pattern.parts.enumerated().flatMap { index, part -> [String] in
                    switch part {
                    case .literal(let text): [text.text]
                    case .rest: Self.split(path.dropFirst(index).joined(separator: "/"))
                    default: index < path.count ? [path[index]] : []
                    }
                }
                let expected = Array("\(([String(index)] + told).joined(separator: "|"))".utf8)
                guard link.status == .ok else {
                    #expect(link.status == .internalServerError)
                    refused += 1
                    // There is no link: the path matches no route of this pattern, or no target can contain it.
                    let uri =
                        segments.map { "/" + percentEncoded($0) }.joined() + (entry.pattern.endsInSlash ? "/" : "")
                    let response = generated.expected(
                        entry.method, Array((mount + uri).utf8), mount: mountSegments(mount))
                    let isFound = response.status == 200 && response.body.map { Array($0.utf8) } == expected
                    #expect(
                        !isFound, "no link to \(entry.pattern.text) with \(named), seed \(propertySeed), gate \(number)"
                    )
                    continue
                }
                made += 1
                let url = ReceivedResponse(link).body
                let response = ReceivedResponse(try await dispatcher.response(entry.method, url))
                guard response.status == 200, response.body == expected, url.starts(with: Array("\(mount)/".utf8))
                else {
                    Issue.record(
                        """
                        \(entry.pattern.text) with \(named): \(String(decoding: url, as: UTF8.self)) gives \
                        \(response.status) \(response.text), seed \(propertySeed), gate \(number)
                        """
                    )
                    return
                }
                // One unambiguous form: no "//" at the start, and not the program's name.
                #expect(url.allSatisfy { (0x21..<0x7F).contains($0) && !"\\\"<>#?".utf8.contains($0) })
                #expect(!url.starts(with: Array("//".utf8)))
                #expect(!Array(url.dropFirst(mount.utf8.count)).starts(with: Array("/app.fcgi".utf8)))
            }
        }
        #expect(made > 2_500 && refused > 300, "\(made) made, \(refused) refused")
    }

    private func mountSegments(_ mount: String) -> [String] {
        mount == "/c%20d" ? ["c d"] : mount.split(separator: "/").map(String.init)
    }

    /// Encodes every byte, which differs from the spelling of the link.
    private func percentEncoded(_ text: String) -> String {
        text.utf8.map { ($0 < 16 ? "%0" : "%") + String($0, radix: 16) }.joined()
    }
}
