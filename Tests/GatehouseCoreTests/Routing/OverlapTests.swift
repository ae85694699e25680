import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Overlapping routes are a configuration error that names both")
struct OverlapTests {
    private static let uuid = "00000000-0000-4000-8000-000000000000"

    static let pairs: [(String, String, Bool)] = [
        // Literals and parameters.
        ("/a", "/a", true), ("/a", "/b", false), ("/a", "/{x}", true), ("/{x}", "/{y}", true), ("/a", "/a/b", false),
        ("/a/{x}", "/{y}/b", true), ("/a/{x}", "/b/{y}", false), ("/", "/{x}", false), ("/", "/", true),
        ("/\u{E9}", "/e\u{301}", false), ("/K", "/\u{212A}", false), ("/\u{E9}", "/\u{E9}", true),
        // Both forms of a path are the same path.
        ("/a", "/a/", true), ("/{x}/", "/a", true), ("/a/", "/a/b", false), ("/", "/a/", false),
        // Types.
        ("/{x:int}", "/{y:uuid}", false), ("/{x:int}", "/{y:int}", true), ("/{x:uuid}", "/{y:uuid}", true),
        ("/{x:int}", "/{y}", true), ("/{x:uuid}", "/{y}", true), ("/{x:slashes}", "/{y}", true),
        ("/{x:slashes}", "/{y:int}", true), ("/{x:slashes}", "/a", true), ("/{x:slashes}", "/a/b", false),
        ("/new", "/{x:int}", false), ("/7", "/{x:int}", true), ("/-7", "/{x:int}", true), ("/07", "/{x:int}", false),
        ("/+7", "/{x:int}", false), ("/9223372036854775808", "/{x:int}", false), ("/\u{667}", "/{x:int}", false),
        ("/new", "/{x:uuid}", false), ("/\(uuid)", "/{x:uuid}", true), ("/\(uuid)", "/{x:int}", false),
        ("/{x:int}/a", "/{y:uuid}/a", false), ("/{x}/{y:int}", "/{x}/{y:uuid}", false), ("/{x:int}/a", "/7/{y}", true),
        // A custom type: an unknown segment could match.
        ("/{x:year}", "/{y:int}", true), ("/{x:year}", "/{y:uuid}", true), ("/{x:year}", "/{y}", true),
        ("/{x:year}", "/2026", true), ("/{x:year}", "/new", false), ("/{x:year}", "/{y:year}", true),
        // A rest matches one or more segments.
        ("/{r...}", "/a", true), ("/{r...}", "/", false), ("/{r...}", "/a/b/c", true), ("/{r...}", "/{s...}", true),
        ("/{r...}", "/{x:int}", true), ("/{r...}", "/{x:slashes}", true), ("/{r...}", "/a/{s...}", true),
        ("/{r...}", "/a/b/", true), ("/a/{r...}", "/a", false), ("/a/{r...}", "/a/", false),
        ("/a/{r...}", "/b/c", false),
        ("/a/{r...}", "/{x}", false), ("/a/{r...}", "/{x}/{y}", true), ("/a/{r...}", "/b/{s...}", false),
        ("/a/{r...}", "/{x:int}/{s...}", false), ("/a/{r...}", "/a/b/{s...}", true),
        ("/{x:int}/{r...}", "/new/b", false),
        ("/{x:int}/{r...}", "/{y:uuid}/{s...}", false),
    ]

    private func gate(_ routes: [(HTTPRequest.Method, String, UInt)]) -> Gate {
        var gate = Gate()
        gate.parameterType("year", example: "2026", ReferencePattern.isYear)
        for (method, path, line) in routes {
            gate.on(method, path, allow: .everyone, fileID: "App/main.swift", line: line) { _ in .noContent }
        }
        return gate
    }

    @Test("The error is at the later line and names the earlier one, in either order", arguments: pairs)
    func overlapNamesBothRoutes(left: String, right: String, isProblem: Bool) {
        for (first, second) in [(left, right), (right, left)] {
            let problems = gate([(.get, first, 3), (.get, second, 7)]).problems
            let expected =
                "App/main.swift:7: GET \(second) and GET \(first) at App/main.swift:3 match the same requests; change one of the paths"
            #expect(problems == (isProblem ? [expected] : []))
            // Another method is not an overlap.
            #expect(gate([(.get, first, 3), (.post, second, 7)]).problems.isEmpty)
        }
    }

    @Test("Each pair is reported separately, in source order, with the group's prefix")
    func everyPairIsReported() {
        var gate = gate([(.get, "/a/{x}", 1), (.get, "/{y}/b", 2), (.post, "/a/b", 3)])
        gate.group("/a", allow: .everyone, fileID: "App/main.swift", line: 4) { group in
            group.get("b", fileID: "App/main.swift", line: 5) { _ in "" }
        }
        #expect(
            gate.problems.filter { $0.contains("match the same requests") } == [
                "App/main.swift:2: GET /{y}/b and GET /a/{x} at App/main.swift:1 match the same requests; change one of the paths",
                "App/main.swift:5: GET /a/b and GET /a/{x} at App/main.swift:1 match the same requests; change one of the paths",
                "App/main.swift:5: GET /a/b and GET /{y}/b at App/main.swift:2 match the same requests; change one of the paths",
            ]
        )
    }

    @Test(
        "HEAD, OPTIONS, TRACE and CONNECT cannot be routes",
        arguments: [
            (HTTPRequest.Method.head, "GET"), (.options, "from the table"), (.trace, "TRACE"), (.connect, "CONNECT"),
        ]
    )
    func reservedMethodsAreNoRoutes(method: HTTPRequest.Method, reason: String) {
        let problems = gate([(method, "/a", 3)]).problems
        #expect(problems.count == 1)
        #expect(problems.allSatisfy { $0.hasPrefix("App/main.swift:3: \(method) /a: ") && $0.contains(reason) })
        #expect(throws: GateError.self) { try Dispatcher(gate([(method, "/a", 3)])) }
    }

    @Test("A name belongs to one path, byte by byte; other methods of that path may share it")
    func nameBelongsToOnePath() {
        func problems(_ first: String, _ second: String) -> [String] {
            var gate = Gate()
            gate.get(first, as: "note", allow: .everyone, fileID: "A.swift", line: 1) { _ in "" }
            gate.post(second, as: "note", allow: .everyone, fileID: "B.swift", line: 2) { _ in "" }
            return gate.problems
        }
        #expect(problems("/a/{x}", "/a/{x}").isEmpty)
        for (first, second) in [("/a", "/b"), ("/a/{x}", "/a/{y}"), ("/a", "/a/"), ("/\u{E9}", "/e\u{301}")] {
            let expected =
                "B.swift:2: POST \(second): the route name 'note' is already used by \(first) at A.swift:1; use another name"
            #expect(problems(first, second).map(ExactText.init) == [ExactText(expected)])
        }
    }
}
