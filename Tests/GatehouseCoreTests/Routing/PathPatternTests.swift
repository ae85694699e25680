import Testing

@testable import GatehouseCore

@Suite("PathPattern: the path of a route")
struct PathPatternTests {
    @Test(
        "a pattern is literal segments and parameters, each a whole segment",
        arguments: [
            ("/", [.literal("")]),
            ("/a", [.literal("a")]),
            ("/notes/{id}", [.literal("notes"), .parameter("id")]),
            ("/{a}/{B_9}/c d", [.parameter("a"), .parameter("B_9"), .literal("c d")]),
            ("/{0}", [.parameter("0")]),
            ("/\u{E9}/;x=1+2&:@!$'(),*~", [.literal("\u{E9}"), .literal(";x=1+2&:@!$'(),*~")]),
            ("/.../.a/a.", [.literal("..."), .literal(".a"), .literal("a.")]),
        ] as [(String, [PathPattern.Segment])]
    )
    func read(text: String, segments: [PathPattern.Segment]) throws {
        let pattern = try PathPattern(text)
        #expect(pattern.segments == segments)
        #expect(pattern.text == text)
    }

    @Test(
        "a mistake is found when the pattern is written, with a reason that says what to write",
        arguments: [
            ("", "begins with"), ("a", "begins with"), ("{id}", "begins with"), (" /a", "begins with"),
            ("//", "empty"), ("/a/", "empty"), ("/a//b", "empty"), ("//a", "empty"), ("/{a}/", "empty"),
            ("/{}", "names no parameter"), ("/{a-b}", "names no parameter"), ("/{a b}", "names no parameter"),
            ("/{\u{E9}}", "names no parameter"), ("/{a}{b}", "names no parameter"), ("/{a}-{b}", "names no parameter"),
            ("/{{a}}", "names no parameter"), ("/{*}", "names no parameter"), ("/{a.b}", "names no parameter"),
            ("/{id}.txt", "can match nothing"), ("/x{id}", "can match nothing"), ("/{id", "can match nothing"),
            ("/id}", "can match nothing"), ("/{", "can match nothing"), ("/}", "can match nothing"),
            ("/}{", "can match nothing"),
            ("/%20", "can match nothing"), ("/100%", "can match nothing"), ("/a?b", "can match nothing"),
            ("/a#b", "can match nothing"), ("/a\\b", "can match nothing"), ("/.", "can match nothing"),
            ("/..", "can match nothing"), ("/a/../b", "can match nothing"),
            ("/{a}/{a}", "twice"), ("/{a}/b/{c}/{a}", "twice"),
        ]
    )
    func mistake(text: String, reason: String) throws {
        let error = #expect(throws: PatternError.self) { try PathPattern(text) }
        #expect(try #require(error).reason.contains(reason))
    }

    @Test("a literal that no request target can hold is a mistake too", arguments: ["/a\n", "/\0", "/\u{7F}", "/a\tb"])
    func controlCharacters(text: String) {
        #expect(throws: PatternError.self) { try PathPattern(text) }
    }

    @Test("a pattern is split and checked by bytes: a combining mark hides no \"/\" and no brace")
    func combiningMarks() throws {
        let count = (try? PathPattern("/a/\u{301}b"))?.segments.count
        #expect(count == 2)
        #expect(throws: PatternError.self) { try PathPattern("/a{\u{301}") }
    }

    @Test(
        "overlapping is symmetric, and true exactly where one path matches both",
        arguments: [
            ("/", "/", true), ("/a", "/a", true), ("/a", "/b", false), ("/a", "/{x}", true), ("/{x}", "/{y}", true),
            ("/", "/{x}", false), ("/a/b", "/{x}/c", false), ("/a/{x}", "/{y}/b", true), ("/a/{x}", "/b/{x}", false),
            ("/a", "/a/b", false), ("/{x}", "/{x}/{y}", false), ("/a/b/c", "/{x}/b/{z}", true),
            ("/a/{x}/c", "/a/b/d", false),
        ]
    )
    func overlaps(left: String, right: String, expected: Bool) throws {
        let (left, right) = (try PathPattern(left), try PathPattern(right))
        #expect(left.overlaps(right) == expected)
        #expect(right.overlaps(left) == expected)
    }

    @Test("names come in the order of their segments")
    func names() throws {
        #expect(try PathPattern("/{b}/x/{a}").names == ["b", "a"])
        #expect(try PathPattern("/x").names == [])
    }

    @Test("parameters hold what stands in their place, and nothing under another name")
    func parameters() throws {
        let path = PathParameters(try PathPattern("/{b}/x/{a}"), matching: ["1", "x", "2 %2F"])
        #expect(try path["b"] == "1")
        #expect(try path["a"] == "2 %2F")
        for name in ["x", "", "A", "{a}"] {
            let error = #expect(throws: PathParameterError.self) { try path[name] }
            #expect(error == PathParameterError(name: name, pattern: "/{b}/x/{a}"))
        }
    }

    @Test("the error about a missing parameter names it and the path")
    func parameterErrorText() {
        let text = "\(PathParameterError(name: "id", pattern: "/a/{x}"))"
        #expect(text.contains("{id}") && text.contains("/a/{x}"))
    }
}
