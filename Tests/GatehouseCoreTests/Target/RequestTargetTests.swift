import Testing

@testable import GatehouseCore

@Suite("RequestTarget has one unambiguous interpretation, or is refused")
struct RequestTargetTests {
    struct Accepted: Sendable, CustomTestStringConvertible {
        let uri: String
        let segments: [String]
        var query: String?
        var testDescription: String { uri }

        init(_ uri: String, _ segments: [String], query: String? = nil) {
            self.uri = uri
            self.segments = segments
            self.query = query
        }
    }

    @Test(
        "A path is split first and decoded once, segment by segment",
        arguments: [
            Accepted("/", [""]),
            Accepted("/a", ["a"]),
            Accepted("/a/b", ["a", "b"]),
            Accepted("/a/", ["a", ""]),
            Accepted("//", ["", ""]),
            Accepted("//a///b/", ["", "a", "", "", "b", ""]),
            Accepted("/c%20d/%e2%82%ac", ["c d", "\u{20AC}"]),
            Accepted("/%E2%82%AC/%41%6a%4A", ["\u{20AC}", "AjJ"]),
            Accepted("/\u{E9}/%C3%A9", ["\u{E9}", "\u{E9}"]),
            Accepted("/%F0%9F%98%80", ["\u{1F600}"]),
            Accepted("/a;x=1/b+c", ["a;x=1", "b+c"]),
            Accepted("/%2B%3B%26%3D", ["+;&="]),
            Accepted("/a b", ["a b"]),
            // Decoded twice, these would be "." and "/".
            Accepted("/%252e%252e/%252F/%25%32%46", ["%2e%2e", "%2F", "%2F"]),
            Accepted("/.../.a/a./..a/a..b/%2e%2e%2e", ["...", ".a", "a.", "..a", "a..b", "..."]),
            Accepted("/%23/%3F", ["#", "?"]),
            // An encoded "/" does not split segments.
            Accepted("/a%2Fb/c%2fd", ["a/b", "c/d"]),
            Accepted("/%2F", ["/"]),
            Accepted("/%2F/", ["/", ""]),
            Accepted("/%2F%2Fhost/a%2F%2Fb%2F", ["//host", "a//b/"]),
            Accepted("/a%2F%CC%81b/a/%CC%81b", ["a/\u{301}b", "a", "\u{301}b"]),
            Accepted("/a%2F...%2F.b", ["a/.../.b"]),
        ]
    )
    func pathIsSplitThenDecodedOnce(_ row: Accepted) throws {
        let target = try RequestTarget(row.uri.utf8)
        #expect(target.segments.map { Array($0.utf8) } == row.segments.map { Array($0.utf8) })
        #expect(target.query == nil)
    }

    @Test(
        "The query is cut off before decoding and kept unchanged",
        arguments: [
            Accepted("/a?", ["a"], query: ""),
            Accepted("/?q", [""], query: "q"),
            Accepted("/a%3Fb?c?d", ["a?b"], query: "c?d"),
            Accepted("/a?%2F..%00%zz+\\", ["a"], query: "%2F..%00%zz+\\"),
            Accepted("/a?/../b", ["a"], query: "/../b"),
            Accepted("http://h/a?http://x/y", ["a"], query: "http://x/y"),
        ]
    )
    func queryIsCutOffUndecoded(_ row: Accepted) throws {
        let target = try RequestTarget(row.uri.utf8)
        #expect(target.segments == row.segments)
        #expect(target.query == row.query)
    }

    @Test(
        "An absolute target loses only its scheme and authority",
        arguments: [
            Accepted("http://example.org/", [""]),
            Accepted("https://example.org/a/b", ["a", "b"]),
            Accepted("http://user@[::1]:8080/a", ["a"]),
            Accepted("http://h//a", ["", "a"]),
            Accepted("http://h/http://h/a", ["http:", "", "h", "a"]),
            Accepted("/http://h/a", ["http:", "", "h", "a"]),
        ]
    )
    func absoluteTargetLosesAuthority(_ row: Accepted) throws {
        #expect(try RequestTarget(row.uri.utf8).segments == row.segments)
    }

    @Test(
        "A target that is neither a path nor an absolute URL is refused",
        arguments: [
            "", "a", "a/b", "*", "?", "?/", "#", " /", "%2Fa", "\\a", "http:/a", "http:a", "http://", "http:///a",
            "http://h",
            "https://h?/a", "http://h?x", "http://h#/a", "http://h#x", "HTTP://h/a", "Https://h/a", "ftp://h/a",
            "httpx://h/a",
            "file:///etc/passwd", "h:443", "javascript://h/a", "https:///", "\u{FEFF}/a",
        ]
    )
    func otherTargetsAreRefused(_ uri: String) {
        #expect(throws: RequestTargetError.self) { try RequestTarget(uri.utf8) }
    }

    @Test(
        "A \"%\" without two hexadecimal digits is refused anywhere",
        arguments: [
            "/%", "/a%", "/%4", "/a%4", "/%/41", "/%4/1", "/%zz", "/%4g", "/%g4", "/%%41", "/%4%31", "/%+1", "/%-1",
            "/% 1",
            "/%0x", "/%u0041", "/%?41", "/%4?1", "/%\u{FF14}1", "/a/%/b", "/%4 ", "/%:0", "/%@0", "/%`0", "/%/0",
            "/%G0",
        ]
    )
    func malformedPercentIsRefused(_ uri: String) throws {
        let error = #expect(throws: RequestTargetError.self) { try RequestTarget(uri.utf8) }
        #expect(try #require(error).description.contains("\"%\""))
    }

    @Test(
        "Every control character is refused, raw and encoded",
        arguments: 0...0x7F as ClosedRange<UInt8>)
    func controlCharactersAreRefused(_ byte: UInt8) throws {
        guard byte < 0x20 || byte == 0x7F else {
            // The other bytes are valid in encoded form: each represents itself, except those with a special meaning.
            let encoded = Array("/x%\(byte < 16 ? "0" : "")\(String(byte, radix: 16))y".utf8)
            if byte == UInt8(ascii: "\\") {
                #expect(throws: RequestTargetError.self) { try RequestTarget(encoded) }
            } else {
                #expect(try RequestTarget(encoded).segments == ["x\(Unicode.Scalar(byte))y"])
            }
            return
        }
        let encoded = "/a/x%\(byte < 16 ? "0" : "")\(String(byte, radix: 16))y/b"
        for uri in [Array("/a/x".utf8) + [byte] + Array("y/b".utf8), Array(encoded.utf8)] {
            let error = #expect(throws: RequestTargetError.self) { try RequestTarget(uri) }
            #expect(try #require(error).description.contains("control"))
        }
    }

    @Test("The C1 control characters are refused")
    func c1ControlsAreRefused() {
        for uri in ["/%C2%9B31m", "/%C2%85"] {
            #expect(throws: RequestTargetError.self) { try RequestTarget(uri.utf8) }
        }
    }

    @Test(
        "Bytes that are not UTF-8 are refused, raw and encoded",
        arguments: [
            "%80", "%BF", "%C0%AF", "%C1%81", "%C0%80", "%E0%80%AF", "%E0%9F%BF", "%F0%80%80%AF", "%F0%8F%BF%BF",
            "%ED%A0%80",
            "%ED%BF%BF", "%ED%A0%BD%ED%B8%80", "%F4%90%80%80", "%F5%80%80%80", "%F8%88%80%80%80", "%FE", "%FF", "%C3",
            "%E2%82",
            "%F0%9F%98", "%C3%28", "%E2%28%A1", "%E2%82%28", "%F0%28%8C%BC", "%C3%A9%A9", "%E2/%82%AC", "a%FFb", "%E9",
        ]
    )
    func invalidUTF8IsRefused(_ encoded: String) throws {
        let parts = encoded.split(separator: "%", omittingEmptySubsequences: false)
        var raw = Array(parts[0].utf8)
        for part in parts.dropFirst() {
            raw.append(try #require(UInt8(part.prefix(2), radix: 16)))
            raw += Array(part.dropFirst(2).utf8)
        }
        for segment in [Array(encoded.utf8), raw] {
            for uri in [[0x2F] + segment, [0x2F, 0x61, 0x2F] + segment + [0x2F, 0x62]] {
                let error = #expect(throws: RequestTargetError.self) { try RequestTarget(uri) }
                #expect(try #require(error).description.contains("UTF-8"))
            }
        }
    }

    @Test(
        "A backslash is refused, raw and encoded",
        arguments: [
            "/a%5Cb", "/a%5cb", "/a\\b", "/\\", "/..\\..", "http://h/a\\b", "/a%2Fb%5Cc", "/%5C%2Fhost",
        ]
    )
    func backslashIsRefused(_ uri: String) throws {
        let error = #expect(throws: RequestTargetError.self) { try RequestTarget(uri.utf8) }
        #expect(try #require(error).description.contains("a segment contains"))
    }

    @Test(
        "Dot segments are refused in every spelling, and never resolved",
        arguments: [".", "..", "%2e", "%2E", ".%2e", "%2e.", "%2e%2E", "%2E%2e"]
    )
    func dotSegmentsAreRefused(_ segment: String) throws {
        for uri in [
            "/\(segment)", "/\(segment)/", "/a/\(segment)/b", "/a/\(segment)", "/\(segment)?q", "http://h/\(segment)",
            // Also between encoded slashes: a web server may have decoded them.
            "/a%2F\(segment)", "/\(segment)%2fa", "/a%2F\(segment)%2Fb/c", "/%2F\(segment)", "/a%2F%2F\(segment)",
        ] {
            let error = #expect(throws: RequestTargetError.self, "\(uri)") { try RequestTarget(uri.utf8) }
            #expect(try #require(error).description.contains("\".\" or \"..\""))
        }
    }

    @Test("A fragment in the path is refused", arguments: ["/#", "/a#b", "/a/#/b", "/#?q", "/a#?b", "http://h/#"])
    func fragmentIsRefused(_ uri: String) throws {
        let error = #expect(throws: RequestTargetError.self) { try RequestTarget(uri.utf8) }
        #expect(try #require(error).description.contains("fragment"))
    }

    @Test("A \"%\" without two digits and a \"#\" stay in the query")
    func malformedEncodingStaysInQuery() throws {
        for query in ["b#c", "%", "%4", "%zz", "a%", "%%41", "%C3%A9", "%2", "100%&a", "a=%00"] {
            #expect(try RequestTarget("/a?\(query)".utf8).query == query)
        }
    }

    @Test("A query that is not UTF-8 is refused, encoded or not")
    func queryOutsideUTF8IsRefused() throws {
        for bytes in [[0xFF], [0xC0, 0xAF], [0xC3], [0xED, 0xA0, 0x80], [0xC3, 0x28]] as [[UInt8]] {
            let encoded = bytes.flatMap { Array("%\(String($0, radix: 16))".utf8) }
            let mixed = Array("%\(String(bytes[0], radix: 16))".utf8) + bytes.dropFirst()
            for query in [bytes, encoded, mixed, Array("a=%&b=".utf8) + encoded, encoded + Array("%4".utf8)] {
                let error = #expect(throws: RequestTargetError.self) { try RequestTarget(Array("/a?".utf8) + query) }
                #expect(error?.description == "the query is not in UTF-8")
            }
        }
    }

    @Test("More than 30 combining marks in a row are refused in a segment and in the query, encoded or not")
    func longRunsOfMarksAreRefused() throws {
        for mark in ["\u{301}", "%CC%81", "\u{323}", "%E1%AA%B0"] {
            func marks(_ count: Int) -> String { String(repeating: mark, count: count) }
            #expect(
                try RequestTarget("/a/b\(marks(30))/\(marks(30))?a\(marks(30))&\(marks(30))".utf8).segments.count == 3)
            for (uri, place) in [
                ("/b\(marks(31))", "a segment"), ("/a?\(marks(31))", "the query"),
                ("/\(marks(29))\u{344}", "a segment"),
            ] {
                let error = #expect(throws: RequestTargetError.self) { try RequestTarget(uri.utf8) }
                #expect(error?.description == "\(place) holds more than 30 combining marks in a row")
            }
        }
    }

    @Test(
        "merged() is the path as a web server spells it: decoded, with repeated slashes merged",
        arguments: [
            ("/", "/"), ("//", "/"), ("/a", "/a"), ("/a/", "/a/"), ("//a///b//", "/a/b/"),
            ("/c%20d/%e2%82%ac", "/c d/\u{20AC}"),
            ("/a?/b", "/a"),
        ]
    )
    func mergedIsDecodedPath(uri: String, path: String) throws {
        for slash in ["/", "%2F", "%2f"] {
            #expect(try RequestTarget(uri.utf8).merged(encodedSlash: slash) == path)
        }
    }

    @Test(
        "merged() replaces only encoded slashes by the given text",
        arguments: [
            ("/a%2Fb", "/a|b"), ("/a%2fb//c%2F", "/a|b/c|"), ("/%2F/", "/|/"), ("/%2F%2F", "/||"),
            ("/%252F/%2F", "/%2F/|"),
            ("/a%2F\u{301}b", "/a|\u{301}b"),
        ]
    )
    func mergedReplacesEncodedSlash(uri: String, path: String) throws {
        let merged = try RequestTarget(uri.utf8).merged(encodedSlash: "|")
        #expect(ExactText(merged) == ExactText(path))
    }

    @Test(
        "below() removes the segments of the mount, and returns nil outside it",
        arguments: [
            ("/sub/app/x", ["sub", "app"], ["x"]), ("/sub/app/", ["sub", "app"], [""]),
            // The mount without its "/" is another path than the mount with it.
            ("/sub/app", ["sub", "app"], []), ("/sub%2Fapp/x", ["sub", "app"], nil),
            ("/sub/app%2Fx", ["sub", "app"], nil),
            ("/sub/app//x", ["sub", "app"], ["", "x"]), ("/x", [], ["x"]), ("/", [], [""]),
            ("/sub/appx", ["sub", "app"], nil), ("/sub/ap", ["sub", "app"], nil), ("/sub", ["sub", "app"], nil),
            ("/app/sub/x", ["sub", "app"], nil), ("//sub/app", ["sub", "app"], nil),
            ("/sub//app", ["sub", "app"], nil),
            ("/Sub/app", ["sub", "app"], nil), ("/x/sub/app", ["sub", "app"], nil), ("/", ["sub", "app"], nil),
        ] as [(String, [String], [String]?)]
    )
    func belowRemovesMount(uri: String, mount: [String], rest: [String]?) throws {
        let target = try RequestTarget((uri + "?q").utf8).below(mount)
        #expect(target?.segments == rest)
        #expect(target?.query == (rest == nil ? nil : "q"))
    }
}
