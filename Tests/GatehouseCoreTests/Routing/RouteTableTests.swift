import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("RouteTable: at most one route for a request")
struct RouteTableTests {
    /// The pattern that answers, `nil` for none.
    private func match(
        _ method: HTTPRequest.Method,
        _ segments: [String],
        in patterns: [(HTTPRequest.Method, String)]
    ) throws -> String? {
        let routes = try patterns.map { try Route($0, $1) }
        return RouteTable(routes).route(method, segments).map { "\($0.method) \($0.pattern.text)" }
    }

    @Test(
        "matches whole paths only, segment by segment",
        arguments: [
            ([""], "GET /"), (["a"], "GET /a"), (["a", "b"], "GET /a/b"), (["notes", "7"], "GET /notes/{id}"),
            (["notes", "7", "edit"], "GET /notes/{id}/edit"), (["c d"], "GET /c d"),
            // Decoded text is not decoded again, and not split again.
            (["notes", "%2F"], "GET /notes/{id}"), (["notes", "%2e%2e"], "GET /notes/{id}"), (["%61"], nil),
            (["a%2Fb"], nil),
            (["", "a"], nil), (["notes"], nil), (["notes", ""], nil),
            (["A"], nil),
            (["notes", "", "edit"], nil), (["notes", "7", "edit", "x"], nil), (["b"], nil),
            (["{id}"], nil), (["notes", "{id}"], "GET /notes/{id}"), (["ab"], nil), (["", ""], nil),
            // Which form of the end is the path's own, the dispatcher says; here they are one. More than one "/" is none.
            ([], "GET /"), (["a", ""], "GET /a"), (["a", "b", ""], "GET /a/b"),
            (["notes", "7", ""], "GET /notes/{id}"),
            (["a", "", ""], nil), (["notes", "", ""], nil), (["notes", "7", "", ""], nil),
        ] as [([String], String?)]
    )
    func matching(segments: [String], expected: String?) throws {
        let patterns = ["/", "/a", "/a/b", "/notes/{id}", "/notes/{id}/edit", "/c d"].map {
            (HTTPRequest.Method.get, $0)
        }
        #expect(try match(.get, segments, in: patterns) == expected)
    }

    @Test(
        "goes back from a literal that leads nowhere, over several levels",
        arguments: [
            (["a", "b", "x"], "GET /a/b/x"), (["a", "c", "y"], "GET /a/{q}/y"), (["a", "b", "y"], "GET /a/{q}/y"),
            (["a", "b", "z"], "GET /{p}/b/z"), (["a", "c", "w"], "GET /{p}/{q}/w"),
            (["a", "b", "w"], "GET /{p}/{q}/w"),
            (["a", "b", "v"], nil), (["", "b", "z"], nil), (["a", "", "w"], nil),
        ] as [([String], String?)]
    )
    func backtracking(segments: [String], expected: String?) throws {
        let patterns = ["/a/b/x", "/a/{q}/y", "/{p}/b/z", "/{p}/{q}/w"].map { (HTTPRequest.Method.get, $0) }
        #expect(try match(.get, segments, in: patterns) == expected)
        #expect(try match(.get, segments, in: patterns.reversed()) == expected)
    }

    @Test("a route answers its own method; HEAD is answered by GET's route and by no other")
    func methods() throws {
        let patterns: [(HTTPRequest.Method, String)] = [
            (.get, "/a"), (.post, "/a"), (.post, "/b"), (.get, "/{x}/c"), (.post, "/a/c"),
        ]
        #expect(try match(.get, ["a"], in: patterns) == "GET /a")
        #expect(try match(.post, ["a"], in: patterns) == "POST /a")
        #expect(try match(.head, ["a"], in: patterns) == "GET /a")
        #expect(try match(.get, ["b"], in: patterns) == nil)
        #expect(try match(.head, ["b"], in: patterns) == nil)
        // The literal way has a route, but for another method.
        #expect(try match(.get, ["a", "c"], in: patterns) == "GET /{x}/c")
        #expect(try match(.head, ["a", "c"], in: patterns) == "GET /{x}/c")
        for method in [HTTPRequest.Method.put, .delete, .options, .trace, .connect, .patch] {
            #expect(try match(method, ["a"], in: patterns) == nil, "\(method)")
        }
        #expect(try match(#require(HTTPRequest.Method("get")), ["a"], in: patterns) == nil)
    }

    @Test("an empty table opens nothing")
    func empty() throws {
        for segments in [[], [""], ["a"]] {
            #expect(try match(.get, segments, in: []) == nil)
            #expect(RouteTable([]).routes(segments).isEmpty)
        }
    }

    @Test("a literal matches its own bytes only: a Kelvin sign is no K")
    func literalBytes() throws {
        let kelvin = try match(.get, ["\u{212A}eys"], in: [(.get, "/Keys")])
        let questionMark = try match(.get, ["a\u{37E}b"], in: [(.get, "/a;b")])
        #expect(kelvin == nil)
        #expect(questionMark == nil)
    }
}
