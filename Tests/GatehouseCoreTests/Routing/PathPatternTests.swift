import Testing

@testable import GatehouseCore

@Suite("PathPattern parses the path of a route")
struct PathPatternTests {
    /// An unambiguous text for a segment: "=a" is a literal, "id:text" a parameter.
    private func told(_ segment: PathPattern.Segment) -> ExactText {
        switch segment {
        case .literal(let text): ExactText("=\(text.text)")
        case .parameter(let name, let type): ExactText("\(name):\(type.name)")
        }
    }

    @Test(
        "A pattern consists of literal segments and parameters, each a complete segment",
        arguments: [
            ("/", []),
            ("/a", ["=a"]),
            ("/notes/{id}", ["=notes", "id:text"]),
            ("/{a}/{B_9}/c d", ["a:text", "B_9:text", "=c d"]),
            ("/{0}", ["0:text"]),
            (
                "/{text}/{int:int}/{u:uuid}/{s:slashes}/{t:text}",
                ["text:text", "int:int", "u:uuid", "s:slashes", "t:text"]
            ),
            // Unicode is kept: not normalized, not decoded, case unchanged.
            ("/\u{E9}/e\u{301}/\u{212A}", ["=\u{E9}", "=e\u{301}", "=\u{212A}"]),
            ("/\u{E9}/;x=1+2&:@!$'(),*~", ["=\u{E9}", "=;x=1+2&:@!$'(),*~"]),
            ("/.../.a/a.", ["=...", "=.a", "=a."]),
        ] as [(String, [String])]
    )
    func segmentsAreParsed(text: String, segments: [String]) throws {
        let pattern = try PathPattern(text)
        #expect(pattern.segments.map(told) == segments.map(ExactText.init))
        #expect(ExactText(pattern.text) == ExactText(text))
        #expect(pattern.rest == nil)
        #expect(pattern.endsInSlash == (text == "/"))
    }

    @Test(
        "A final \"/\" and a final {name...} are not segments",
        arguments: [
            ("/a/", ["=a"], nil, true), ("/{id:int}/", ["id:int"], nil, true), ("/a/b/", ["=a", "=b"], nil, true),
            ("/{rest...}", [], "rest", false), ("/a/{id}/{B_9...}", ["=a", "id:text"], "B_9", false),
            ("/a/{0...}", ["=a"], "0", false),
        ] as [(String, [String], String?, Bool)]
    )
    func finalSlashAndRestAreParsed(text: String, segments: [String], rest: String?, endsInSlash: Bool) throws {
        let pattern = try PathPattern(text)
        #expect(pattern.segments.map(told) == segments.map(ExactText.init))
        #expect(pattern.rest == rest)
        #expect(pattern.endsInSlash == endsInSlash)
        #expect(pattern.text == text)
    }

    @Test(
        "An invalid pattern is refused with a reason that says what to write",
        arguments: [
            ("", "must begin with"), ("a", "must begin with"), ("{id}", "must begin with"), (" /a", "must begin with"),
            ("//", "empty"), ("/a//", "empty"), ("/a//b", "empty"), ("//a", "empty"), ("/{a}//", "empty"),
            ("///", "empty"), ("/{r...}//", "must be the last segment"), ("//{r...}", "empty"),
            ("/{}", "invalid parameter name"), ("/{a-b}", "invalid parameter name"),
            ("/{a b}", "invalid parameter name"),
            ("/{\u{E9}}", "invalid parameter name"), ("/{a}{b}", "invalid parameter name"),
            ("/{a}-{b}", "invalid parameter name"),
            ("/{{a}}", "invalid parameter name"), ("/{*}", "invalid parameter name"),
            ("/{a.b}", "invalid parameter name"),
            ("/{id}.txt", "invalid segment"), ("/x{id}", "invalid segment"), ("/{id", "invalid segment"),
            ("/id}", "invalid segment"), ("/{", "invalid segment"), ("/}", "invalid segment"),
            ("/}{", "invalid segment"),
            ("/%20", "invalid segment"), ("/100%", "invalid segment"), ("/a?b", "invalid segment"),
            ("/a#b", "invalid segment"), ("/a\\b", "invalid segment"), ("/.", "invalid segment"),
            ("/..", "invalid segment"), ("/a/../b", "invalid segment"),
            ("/{a}/{a}", "duplicate parameter"), ("/{a}/b/{c}/{a}", "duplicate parameter"),
            ("/{a}/{a:int}", "duplicate parameter"), ("/{a}/{a...}", "duplicate parameter"),
            ("/{r...}/", "must end the path"), ("/{r...}/a", "must be the last segment"),
            ("/{r...}/{a}", "must be the last segment"), ("/{r...}/{s...}", "must be the last segment"),
            ("/{...}", "invalid parameter name"), ("/{a-b...}", "invalid parameter name"),
            ("/{a:int...}", "invalid parameter name"),
            ("/{a....}", "invalid parameter name"), ("/{a..}", "invalid parameter name"),
            ("/x{a...}", "invalid segment"),
            ("/{a...}x", "invalid segment"), ("/{\u{E9}...}", "invalid parameter name"),
            ("/{:int}", "invalid parameter name"), ("/{a b:int}", "invalid parameter name"),
            ("/{a:}", "unknown parameter type"), ("/{a:Int}", "unknown parameter type"),
            ("/{a:int:int}", "unknown parameter type"), ("/{a: int}", "unknown parameter type"),
            ("/{a:number}", "text, slashes, int, uuid"),
        ]
    )
    func invalidPatternsAreRefused(text: String, reason: String) throws {
        let error = #expect(throws: PatternError.self) { try PathPattern(text) }
        #expect(try #require(error).reason.contains(reason))
    }

    @Test(
        "A literal with a control character is refused",
        arguments: ["/a\n", "/\0", "/\u{7F}", "/a\tb", "/\u{80}", "/a\u{9F}/"])
    func controlCharactersAreRefused(text: String) {
        #expect(throws: PatternError.self) { try PathPattern(text) }
    }

    @Test("Patterns are split by bytes: a combining mark hides no \"/\" and no brace")
    func combiningMarksHideNothing() throws {
        let count = (try? PathPattern("/a/\u{301}b"))?.segments.count
        #expect(count == 2)
        #expect(throws: PatternError.self) { try PathPattern("/a{\u{301}") }
    }

    @Test(
        "overlaps() is symmetric, and true exactly if one path matches both",
        arguments: [
            ("/", "/", true), ("/a", "/a", true), ("/a", "/b", false), ("/a", "/{x}", true), ("/{x}", "/{y}", true),
            ("/", "/{x}", false), ("/a/b", "/{x}/c", false), ("/a/{x}", "/{y}/b", true), ("/a/{x}", "/b/{x}", false),
            ("/a", "/a/b", false), ("/{x}", "/{x}/{y}", false), ("/a/b/c", "/{x}/b/{z}", true),
            ("/a/{x}/c", "/a/b/d", false),
        ]
    )
    func overlapsIsSymmetric(left: String, right: String, expected: Bool) throws {
        let (left, right) = (try PathPattern(left), try PathPattern(right))
        #expect(left.overlaps(right) == expected)
        #expect(right.overlaps(left) == expected)
    }

    @Test("Names are in the order of their segments")
    func namesKeepOrder() throws {
        #expect(try PathPattern("/{b}/x/{a}").names == ["b", "a"])
        #expect(try PathPattern("/x").names == [])
    }

    @Test("Parameters return their segments, and an error for another name")
    func parametersReturnTheirSegments() throws {
        let path = PathParameters(try PathPattern("/{b}/x/{a}"), matching: ["1", "x", "2 %2F"])
        #expect(try path["b"] == "1")
        #expect(try path["a"] == "2 %2F")
        for name in ["x", "", "A", "{a}"] {
            let error = #expect(throws: PathParameterError.self) { try path[name] }
            #expect(error == PathParameterError(name: name, pattern: "/{b}/x/{a}"))
        }
    }

    @Test("The error about a missing parameter names it and the path")
    func parameterErrorNamesPath() {
        let text = "\(PathParameterError(name: "id", pattern: "/a/{x}"))"
        #expect(text.contains("{id}") && text.contains("/a/{x}"))
    }
}
