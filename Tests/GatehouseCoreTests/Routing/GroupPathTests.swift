import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Groups: where their routes lie, and what may lie there besides")
struct GroupPathTests {
    private func paths(_ write: (inout Gate) -> Void) throws -> [String] {
        var gate = Gate()
        write(&gate)
        return try gate.routes().map(\.path)
    }

    @Test(
        "a route of a group lies below its prefix, with one \"/\" between them",
        arguments: [
            ("/admin", "audit", "/admin/audit"), ("/admin", "/audit", "/admin/audit"),
            ("/admin/", "audit", "/admin/audit"),
            ("/admin/", "/audit", "/admin/audit"), ("/admin", "", "/admin"), ("/admin", "/", "/admin"),
            ("/admin/", "", "/admin"), ("/admin/", "/", "/admin"), ("/admin", "audit/", "/admin/audit/"),
            ("/admin", "/audit/", "/admin/audit/"), ("/admin", "{id:int}", "/admin/{id:int}"),
            ("/{a}", "{b...}", "/{a}/{b...}"), ("/", "/audit", "/audit"), ("/", "/", "/"),
            // By bytes: to a Character, "/" with a combining mark behind it is no "/".
            ("/admin", "/\u{301}a", "/admin/\u{301}a"), ("/a\u{301}", "b", "/a\u{301}/b"),
            ("/\u{301}", "b", "/\u{301}/b"),
        ]
    )
    func joined(prefix: String, path: String, expected: String) throws {
        let found = try paths { $0.group(prefix, allow: .everyone) { $0.get(path) { _ in "" } } }
        #expect(found.map(ExactText.init) == [ExactText(expected)])
        // In a group within, and one that adds nothing.
        let nested = try paths {
            $0.group(prefix, allow: .everyone) { outer in
                outer.group("/") { inner in inner.get(path) { _ in "" } }
            }
        }
        #expect(nested.map(ExactText.init) == [ExactText(expected)])
    }

    @Test("prefixes of groups within groups are put one behind the other; a group without one has whole paths")
    func nested() throws {
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
        "a path that is none is a mistake of its route, with the prefix in it",
        arguments: [
            ("/admin", "//audit", "/admin//audit"), ("/admin", "a//b", "/admin/a//b"), ("/admin//", "a", "/admin//a"),
            ("admin", "a", "admin/a"), ("/{id}", "{id}", "/{id}/{id}"), ("/{r...}", "a", "/{r...}/a"),
            ("/a", "..", "/a/.."),
            ("/a?", "b", "/a?/b"),
        ]
    )
    func mistakes(prefix: String, path: String, whole: String) {
        var gate = Gate()
        gate.group(prefix, allow: .everyone) { group in
            group.get(path, fileID: "App/main.swift", line: 3) { _ in "" }
        }
        #expect(gate.mistakes.count == 1)
        #expect(gate.mistakes.allSatisfy { $0.hasPrefix("App/main.swift:3: GET \(whole): ") })
    }

    @Test("a prefix that is no path is a mistake of the group where no route says so")
    func emptyGroup() {
        for prefix in ["admin", "/a//b", "/{a-b}", "/%20"] {
            var gate = Gate()
            gate.group(prefix, allow: .everyone, fileID: "App/main.swift", line: 3) { _ in }
            #expect(gate.mistakes == ["App/main.swift:3: the prefix \(prefix) is no path"])
        }
    }

    // MARK: What a group claims

    /// The mistakes of a gate with one group with one route in it, and one route outside.
    private func outsiders(_ prefix: String, _ path: String, groupFirst: Bool = true) -> [String] {
        var gate = Gate()
        gate.parameterType("year", example: "2026", ReferencePattern.isYear)
        let steps: [(inout Gate) -> Void] = [
            { gate in
                gate.group(prefix, allow: .nobody, fileID: "App/main.swift", line: 3) { group in
                    // Not the outsider's method: only the group forbids it.
                    group.delete("/in-the-group") { _ in }
                }
            },
            { gate in gate.get(path, allow: .everyone, fileID: "App/main.swift", line: 7) { _ in "" } },
        ]
        for step in groupFirst ? steps : steps.reversed() { step(&gate) }
        return gate.mistakes
    }

    @Test(
        "a route outside of a group that reaches below its prefix is a mistake: the group's rule would not hold there",
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
            // "/" claims everything.
            ("/", "/", true), ("/", "/a", true), ("/", "/{r...}", true),
        ]
    )
    func claims(prefix: String, path: String, isMistake: Bool) throws {
        for groupFirst in [true, false] {
            let mistakes = outsiders(prefix, path, groupFirst: groupFirst)
            let claimed = prefix == "/" ? "/" : prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
            let expected =
                "App/main.swift:7: GET \(path) lies below the group \(claimed) of App/main.swift:3, and its rule would not "
                + "hold there: write the route in that group"
            #expect(mistakes == (isMistake ? [expected] : []))
        }
    }

    @Test("a group without a prefix claims nothing")
    func pathless() {
        var gate = Gate()
        gate.group(allow: .nobody) { $0.delete("/admin") { _ in } }
        gate.get("/admin/x", allow: .everyone) { _ in "" }
        gate.get("/", allow: .everyone) { _ in "" }
        #expect(gate.mistakes.isEmpty)
    }

    @Test("two groups with one prefix claim it from each other, and so do a group and one within another")
    func samePrefix() {
        var gate = Gate()
        gate.group("/a", allow: .nobody, fileID: "A.swift", line: 1) {
            $0.get("x", fileID: "A.swift", line: 2) { _ in "" }
        }
        gate.group("/a", allow: .everyone, fileID: "B.swift", line: 1) {
            $0.get("y", fileID: "B.swift", line: 2) { _ in "" }
        }
        #expect(
            gate.mistakes.map { $0.prefix(34) } == [
                "B.swift:2: GET /a/y lies below the", "A.swift:2: GET /a/x lies below the",
            ])
        #expect(gate.mistakes.map { $0.contains("of A.swift:1") } == [true, false])

        var other = Gate()
        other.group("/a/b", allow: .nobody, fileID: "A.swift", line: 1) { $0.get("x") { _ in "" } }
        other.group("/a", allow: .everyone, fileID: "B.swift", line: 1) { outer in
            outer.group("b") { inner in inner.get("y", fileID: "B.swift", line: 3) { _ in "" } }
            outer.get("c") { _ in "" }
        }
        #expect(
            other.mistakes.contains { $0.hasPrefix("B.swift:3: GET /a/b/y lies below the group /a/b of A.swift:1") })
        #expect(other.mistakes.contains { $0.contains("GET /a/b/x lies below the group /a of B.swift:1") })
        #expect(!other.mistakes.contains { $0.contains("GET /a/c") })
    }

    @Test(
        "a group within a group claims its prefix from the outer one's own routes; the outer one's rule holds for all")
    func nestedClaim() {
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
            gate.mistakes.map { $0.prefix { $0 != "," } } == [
                "A.swift:6: GET /a/b/y lies below the group /a/b of A.swift:2",
                "A.swift:7: GET /a/{v}/w lies below the group /a/b of A.swift:2",
            ]
        )
    }

    @Test("no request of a generated gate reaches a route outside of a group by a path below it", arguments: 0..<50)
    func noWayRound(number: Int) throws {
        // Any routes at all, with a group among them: either there is a mistake, or nothing outside lies below.
        var generator = SeededGenerator(seed: propertySeed &+ 30 &+ UInt64(number))
        for _ in 0..<20 {
            var prefix = ReferencePattern.random(using: &generator)
            if prefix.parts.last == .rest { prefix.parts.removeLast() }
            prefix.endsInSlash = prefix.parts.isEmpty
            let outside = ReferencePattern.random(using: &generator)
            let isMistake = !outsiders(prefix.text, outside.text).isEmpty
            for _ in 0..<10 {
                let path = outside.randomPath(using: &generator).map { Array($0.utf8) }
                guard outside.matches(path), prefix.matches(Array(path.prefix(prefix.parts.count))) else { continue }
                #expect(isMistake, "\(outside.text) below \(prefix.text), seed \(propertySeed)")
            }
        }
    }
}
