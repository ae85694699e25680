import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Groups add their prefix to routes and claim the paths below it")
struct GroupPathTests {
    private func paths(_ write: (inout Gate) -> Void) throws -> [String] {
        var gate = Gate()
        write(&gate)
        return try gate.routes().map(\.path)
    }

    @Test(
        "The path of a group's route begins with its prefix, joined by one \"/\"",
        arguments: [
            ("/admin", "audit", "/admin/audit"), ("/admin", "/audit", "/admin/audit"),
            ("/admin/", "audit", "/admin/audit"),
            ("/admin/", "/audit", "/admin/audit"), ("/admin", "", "/admin"), ("/admin", "/", "/admin"),
            ("/admin/", "", "/admin"), ("/admin/", "/", "/admin"), ("/admin", "audit/", "/admin/audit/"),
            ("/admin", "/audit/", "/admin/audit/"), ("/admin", "{id:int}", "/admin/{id:int}"),
            ("/{a}", "{b...}", "/{a}/{b...}"), ("/", "/audit", "/audit"), ("/", "/", "/"),
            // By bytes: as a Character, "/" with a combining mark is not a "/".
            ("/admin", "/\u{301}a", "/admin/\u{301}a"), ("/a\u{301}", "b", "/a\u{301}/b"),
            ("/\u{301}", "b", "/\u{301}/b"),
        ]
    )
    func routeLiesBelowPrefix(prefix: String, path: String, expected: String) throws {
        let found = try paths { $0.group(prefix, allow: .everyone) { $0.get(path) { _ in "" } } }
        #expect(found.map(ExactText.init) == [ExactText(expected)])
        // The same in a nested group without a prefix.
        let nested = try paths {
            $0.group(prefix, allow: .everyone) { outer in
                outer.group("/") { inner in inner.get(path) { _ in "" } }
            }
        }
        #expect(nested.map(ExactText.init) == [ExactText(expected)])
    }

    @Test("Prefixes of nested groups are joined; a group without prefix has complete paths")
    func nestedPrefixesAreJoined() throws {
        let found = try paths { gate in
            gate.group("/a", allow: .everyone) { outer in
                outer.group("b/") { inner in
                    inner.group("/{c}") { innermost in innermost.get("d/") { _ in "" } }
                    inner.get("") { _ in "" }
                }
            }
            gate.group(allow: .everyone) { group in
                group.get("/x/y") { _ in "" }
                group.group("/z") { $0.get("1") { _ in "" } }
            }
        }
        #expect(found == ["/a/b/{c}/d/", "/a/b", "/x/y", "/z/1"])
    }

    @Test(
        "An invalid path is a configuration error of its route, with the prefix",
        arguments: [
            ("/admin", "//audit", "/admin//audit"), ("/admin", "a//b", "/admin/a//b"), ("/admin//", "a", "/admin//a"),
            ("admin", "a", "admin/a"), ("/{id}", "{id}", "/{id}/{id}"), ("/{r...}", "a", "/{r...}/a"),
            ("/a", "..", "/a/.."),
            ("/a?", "b", "/a?/b"),
        ]
    )
    func invalidPathsAreConfigurationErrors(prefix: String, path: String, whole: String) {
        var gate = Gate()
        gate.group(prefix, allow: .everyone) { group in
            group.get(path, fileID: "App/main.swift", line: 3) { _ in "" }
        }
        #expect(gate.problems.count == 1)
        #expect(gate.problems.allSatisfy { $0.hasPrefix("App/main.swift:3: GET \(whole): ") })
    }

    @Test("An invalid prefix of an empty group is a configuration error of the group")
    func invalidPrefixOfEmptyGroupIsReported() {
        for prefix in ["admin", "/a//b", "/{a-b}", "/%20"] {
            var gate = Gate()
            gate.group(prefix, allow: .everyone, fileID: "App/main.swift", line: 3) { _ in }
            #expect(
                gate.problems == ["App/main.swift:3: invalid group prefix '\(prefix)'; write a path such as /admin"])
        }
    }

    // MARK: Paths that a group claims

    /// The configuration errors of a gate with one route in a group and one outside.
    private func outsiders(_ prefix: String, _ path: String, groupFirst: Bool = true) -> [String] {
        var gate = Gate()
        gate.parameterType("year", example: "2026", ReferencePattern.isYear)
        let steps: [(inout Gate) -> Void] = [
            { gate in
                gate.group(prefix, allow: .nobody, fileID: "App/main.swift", line: 3) { group in
                    // The methods differ, so only the group conflicts with the outer route.
                    group.delete("/in-the-group") { _ in .noContent }
                }
            },
            { gate in gate.get(path, allow: .everyone, fileID: "App/main.swift", line: 7) { _ in "" } },
        ]
        for step in groupFirst ? steps : steps.reversed() { step(&gate) }
        return gate.problems
    }

    @Test(
        "A route outside a group but below its prefix is a configuration error: it would bypass the group's rule",
        arguments: [
            ("/admin", "/admin", true), ("/admin", "/admin/", true), ("/admin", "/admin/x", true),
            ("/admin", "/admin/x/y/", true), ("/admin", "/{x}", true), ("/admin", "/{x}/y", true),
            ("/admin", "/{r...}", true), ("/admin", "/{x:slashes}", true), ("/admin", "/{x:year}", false),
            ("/admin", "/administrator", false), ("/admin", "/", false), ("/admin", "/x/admin", false),
            ("/admin", "/Admin", false), ("/admin", "/{x:int}", false), ("/admin", "/{x:uuid}/y", false),
            ("/admin", "/x/{r...}", false), ("/K", "/\u{212A}", false),
            ("/admin/", "/admin", true), ("/a/b", "/a", false), ("/a/b", "/a/{x}", true), ("/a/b", "/a/{r...}", true),
            ("/a/b", "/{r...}", true), ("/a/b", "/{x}", false), ("/a/b", "/{x}/{y}/c", true), ("/a/b", "/a/c", false),
            ("/{x}", "/a", true), ("/{x}", "/{y:int}/b", true), ("/{x}", "/{r...}", true), ("/{x}", "/", false),
            ("/{x:int}", "/7", true), ("/{x:int}", "/new", false), ("/{x:int}", "/{y:uuid}", false),
            ("/{x:int}", "/{y}", true), ("/{x:int}", "/{r...}", true), ("/{x:int}", "/{y:slashes}", true),
            ("/{x:uuid}", "/{y:int}/{r...}", false), ("/{x:year}", "/2026", true), ("/{x:year}", "/20", false),
            ("/users/{id:int}", "/users/me", false), ("/users/{id}", "/users/me", true),
            ("/users/{id}", "/users", false),
            // "/" claims every path.
            ("/", "/", true), ("/", "/a", true), ("/", "/{r...}", true),
        ]
    )
    func outsideRouteBelowPrefixIsConfigurationError(prefix: String, path: String, isProblem: Bool) throws {
        for groupFirst in [true, false] {
            let problems = outsiders(prefix, path, groupFirst: groupFirst)
            let claimed = prefix == "/" ? "/" : prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
            let expected =
                "App/main.swift:7: GET \(path) is below the group \(claimed) at App/main.swift:3, but outside of it, and "
                + "would bypass its rule; move the route into the group"
            #expect(problems == (isProblem ? [expected] : []))
        }
    }

    @Test("A group without a prefix claims nothing")
    func groupWithoutPrefixClaimsNothing() {
        var gate = Gate()
        gate.group(allow: .nobody) { $0.delete("/admin") { _ in .noContent } }
        gate.get("/admin/x", allow: .everyone) { _ in "" }
        gate.get("/", allow: .everyone) { _ in "" }
        #expect(gate.problems.isEmpty)
    }

    @Test("Two groups with the same prefix conflict, and so do a group and a group nested in another")
    func groupsWithSamePrefixConflict() {
        var gate = Gate()
        gate.group("/a", allow: .nobody, fileID: "A.swift", line: 1) {
            $0.get("x", fileID: "A.swift", line: 2) { _ in "" }
        }
        gate.group("/a", allow: .everyone, fileID: "B.swift", line: 1) {
            $0.get("y", fileID: "B.swift", line: 2) { _ in "" }
        }
        #expect(
            gate.problems.map { $0.prefix(32) } == [
                "B.swift:2: GET /a/y is below the", "A.swift:2: GET /a/x is below the",
            ])
        #expect(gate.problems.map { $0.contains("at A.swift:1") } == [true, false])

        var other = Gate()
        other.group("/a/b", allow: .nobody, fileID: "A.swift", line: 1) { $0.get("x") { _ in "" } }
        other.group("/a", allow: .everyone, fileID: "B.swift", line: 1) { outer in
            outer.group("b") { inner in inner.get("y", fileID: "B.swift", line: 3) { _ in "" } }
            outer.get("c") { _ in "" }
        }
        #expect(
            other.problems.contains { $0.hasPrefix("B.swift:3: GET /a/b/y is below the group /a/b at A.swift:1") })
        #expect(other.problems.contains { $0.contains("GET /a/b/x is below the group /a at B.swift:1") })
        #expect(!other.problems.contains { $0.contains("GET /a/c") })
    }

    @Test(
        "A nested group claims its prefix from the routes of the outer group")
    func nestedGroupClaimsFromOuter() {
        var gate = Gate()
        gate.group("/a", allow: .everyone, fileID: "A.swift", line: 1) { outer in
            outer.group("b", fileID: "A.swift", line: 2) { inner in
                inner.get("x") { _ in "" }
                inner.group("c") { $0.get("y") { _ in "" } }
            }
            outer.get("z") { _ in "" }
            outer.get("b/y", fileID: "A.swift", line: 6) { _ in "" }
            outer.get("{v}/w", fileID: "A.swift", line: 7) { _ in "" }
        }
        #expect(
            gate.problems.map { $0.prefix { $0 != "," } } == [
                "A.swift:6: GET /a/b/y is below the group /a/b at A.swift:2",
                "A.swift:7: GET /a/{v}/w is below the group /a/b at A.swift:2",
            ]
        )
    }

    @Test("No generated route outside a group is reached by a path below the group", arguments: 0..<50)
    func generatedRoutesCannotBypassGroup(number: Int) throws {
        // For any routes, one of them in a group: either the gate has a configuration error, or no outer route is below
        // the group.
        var generator = SeededGenerator(seed: propertySeed &+ 30 &+ UInt64(number))
        for _ in 0..<20 {
            var prefix = ReferencePattern.random(using: &generator)
            if prefix.parts.last == .rest { prefix.parts.removeLast() }
            prefix.endsInSlash = prefix.parts.isEmpty
            let outside = ReferencePattern.random(using: &generator)
            let isProblem = !outsiders(prefix.text, outside.text).isEmpty
            for _ in 0..<10 {
                let path = outside.randomPath(using: &generator).map { Array($0.utf8) }
                guard outside.matches(path), prefix.matches(Array(path.prefix(prefix.parts.count))) else { continue }
                #expect(isProblem, "\(outside.text) below \(prefix.text), seed \(propertySeed)")
            }
        }
    }
}
