import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("RouteTable finds at most one route for a request")
struct RouteTableTests {
    /// The pattern of the route that matches; `nil` if none does.
    private func match(
        _ method: HTTPRequest.Method,
        _ segments: [String],
        in patterns: [(HTTPRequest.Method, String)]
    ) throws -> String? {
        let routes = try patterns.map { try Route($0, $1) }
        return RouteTable(routes).route(method, segments).map { "\($0.method) \($0.pattern.text)" }
    }

    @Test(
        "Only complete paths match, segment by segment",
        arguments: [
            ([""], "GET /"), (["a"], "GET /a"), (["a", "b"], "GET /a/b"), (["notes", "7"], "GET /notes/{id}"),
            (["notes", "7", "edit"], "GET /notes/{id}/edit"), (["c d"], "GET /c d"),
            // Decoded text is neither decoded nor split again.
            (["notes", "%2F"], "GET /notes/{id}"), (["notes", "%2e%2e"], "GET /notes/{id}"), (["%61"], nil),
            (["a%2Fb"], nil),
            (["", "a"], nil), (["notes"], nil), (["notes", ""], nil),
            (["A"], nil),
            (["notes", "", "edit"], nil), (["notes", "7", "edit", "x"], nil), (["b"], nil),
            (["{id}"], nil), (["notes", "{id}"], "GET /notes/{id}"), (["ab"], nil), (["", ""], nil),
            // The dispatcher knows which form is canonical; the table treats both the same. More than one final "/"
            // does not match.
            ([], "GET /"), (["a", ""], "GET /a"), (["a", "b", ""], "GET /a/b"),
            (["notes", "7", ""], "GET /notes/{id}"),
            (["a", "", ""], nil), (["notes", "", ""], nil), (["notes", "7", "", ""], nil),
        ] as [([String], String?)]
    )
    func wholePathsMatch(segments: [String], expected: String?) throws {
        let patterns = ["/", "/a", "/a/b", "/notes/{id}", "/notes/{id}/edit", "/c d"].map {
            (HTTPRequest.Method.get, $0)
        }
        #expect(try match(.get, segments, in: patterns) == expected)
    }

    @Test(
        "The search backtracks from a literal without a route, over several levels",
        arguments: [
            (["a", "b", "x"], "GET /a/b/x"), (["a", "c", "y"], "GET /a/{q}/y"), (["a", "b", "y"], "GET /a/{q}/y"),
            (["a", "b", "z"], "GET /{p}/b/z"), (["a", "c", "w"], "GET /{p}/{q}/w"),
            (["a", "b", "w"], "GET /{p}/{q}/w"),
            (["a", "b", "v"], nil), (["", "b", "z"], nil), (["a", "", "w"], nil),
        ] as [([String], String?)]
    )
    func literalsAreBacktracked(segments: [String], expected: String?) throws {
        let patterns = ["/a/b/x", "/a/{q}/y", "/{p}/b/z", "/{p}/{q}/w"].map { (HTTPRequest.Method.get, $0) }
        #expect(try match(.get, segments, in: patterns) == expected)
        #expect(try match(.get, segments, in: patterns.reversed()) == expected)
    }

    @Test("A route serves its own method; HEAD uses the GET route")
    func headUsesGETRoute() throws {
        let patterns: [(HTTPRequest.Method, String)] = [
            (.get, "/a"), (.post, "/a"), (.post, "/b"), (.get, "/{x}/c"), (.post, "/a/c"),
        ]
        #expect(try match(.get, ["a"], in: patterns) == "GET /a")
        #expect(try match(.post, ["a"], in: patterns) == "POST /a")
        #expect(try match(.head, ["a"], in: patterns) == "GET /a")
        #expect(try match(.get, ["b"], in: patterns) == nil)
        #expect(try match(.head, ["b"], in: patterns) == nil)
        // The literal branch has a route, but for another method.
        #expect(try match(.get, ["a", "c"], in: patterns) == "GET /{x}/c")
        #expect(try match(.head, ["a", "c"], in: patterns) == "GET /{x}/c")
        for method in [HTTPRequest.Method.put, .delete, .options, .trace, .connect, .patch] {
            #expect(try match(method, ["a"], in: patterns) == nil, "\(method)")
        }
        #expect(try match(#require(HTTPRequest.Method("get")), ["a"], in: patterns) == nil)
    }

    @Test("An empty table matches nothing")
    func emptyTableMatchesNothing() throws {
        for segments in [[], [""], ["a"]] {
            #expect(try match(.get, segments, in: []) == nil)
            #expect(RouteTable([]).routes(segments).isEmpty)
        }
    }

    @Test("A literal matches by bytes, not by Unicode equivalence")
    func literalsMatchByBytes() throws {
        let kelvin = try match(.get, ["\u{212A}eys"], in: [(.get, "/Keys")])
        let questionMark = try match(.get, ["a\u{37E}b"], in: [(.get, "/a;b")])
        #expect(kelvin == nil)
        #expect(questionMark == nil)
    }
}
