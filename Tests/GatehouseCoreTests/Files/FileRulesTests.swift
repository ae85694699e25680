import Testing

@testable import GatehouseCore

@Suite("FileRules accept only listed extensions, and no backups or hidden files")
struct FileRulesTests {
    private let rules: FileRules

    init() throws {
        rules = try FileRules(allow: ["css", "png", "JPG", "x"], types: ["x": "text/x-mine"])
    }

    @Test(
        "A file with a listed extension has its type",
        arguments: [
            (["a.css"], "text/css; charset=utf-8"), (["a.png"], "image/png"), (["a.JPG"], "image/jpeg"),
            (["a.x"], "text/x-mine"), (["a", "b", "c.css"], "text/css; charset=utf-8"),
            (["a.b.css"], "text/css; charset=utf-8"),
            (["a..css"], "text/css; charset=utf-8"), (["a b.css"], "text/css; charset=utf-8"),
            (["%2e%2e.css"], "text/css; charset=utf-8"), (["\u{FC}\u{1F600}.css"], "text/css; charset=utf-8"),
            (["a;b&c=d?e.css"], "text/css; charset=utf-8"), (["-rf.css"], "text/css; charset=utf-8"),
            (["a.php.css"], "text/css; charset=utf-8"), (["a.d", "b.css"], "text/css; charset=utf-8"),
            (["old.css"], "text/css; charset=utf-8"), (["c#.css"], "text/css; charset=utf-8"),
            (["threshold.css"], "text/css; charset=utf-8"), (["tmpl.css"], "text/css; charset=utf-8"),
            ([String(repeating: "a", count: 251) + ".css"], "text/css; charset=utf-8"),
            (Array(repeating: "d", count: 31) + ["a.css"], "text/css; charset=utf-8"),
        ]
    )
    func listedExtensionHasType(path: [String], type: String) throws {
        #expect(try rules.type(of: path) == type)
    }

    @Test(
        "Every other file is refused",
        arguments: [
            // Extensions: none, another, another case, another spelling, a second one.
            ["a"], ["css"], ["a."], ["a.html"], ["a.CSS"], ["a.Css"], ["a.jpg"], ["a.PNG"], ["a.css.html"], ["a.cssx"],
            ["a.cs"],
            ["a.cs\u{17F}"], ["a.css\u{301}"], ["a.\u{301}css"], ["a.css\u{200B}"], ["a\u{FF0E}css"], ["a.css "],
            ["a.css."],
            ["a.css.."], ["a.css . "], ["a.css\0"], ["a.html\0.css"], ["a.css\n"], ["a\n.css"], ["a\u{7F}.css"],
            ["a.css::$DATA"],
            // Dotfiles, and files in hidden directories.
            [".css"], [".a.css"], ["..css"], ["...", "a.css"], [".git", "a.css"], ["a", ".b", "c.css"], ["."], [".."],
            ["..", "a.css"], [".", "a.css"],
            // Backups and locks.
            ["a.css~"], ["a~.css"], ["~a.css"], ["~$a.css"], ["#a.css#"], ["#a.css"], [".#a.css"], ["a.css#"],
            ["a.css.~1~"],
            ["a.css.bak"], ["a.bak.css"], ["a.BAK.css"], ["a.orig.css"], ["a.old.css"], ["a.css.old", "a.css"],
            ["a.swp.css"],
            ["a.css.swp"], ["a.tmp.css"], ["a.dpkg-old.css"], ["a.save", "b.css"], ["d~", "a.css"], ["#d#", "a.css"],
            ["a.css.1~.css"],
            // Separators, edges, lengths.
            [], [""], ["", "a.css"], ["a", "", "b.css"], ["a/b.css"], ["../a.css"], ["/a.css"], ["a\\b.css"],
            [" a.css"],
            ["d ", "a.css"], ["d.", "a.css"], [String(repeating: "a", count: 252) + ".css"],
            Array(repeating: "d", count: 32) + ["a.css"],
            Array(repeating: String(repeating: "d", count: 200), count: 21) + ["a.css"],
        ]
    )
    func otherFilesAreRefused(path: [String]) {
        #expect(throws: FileError(.refused, "")) { try rules.type(of: path) }
    }

    @Test("A path has at most 4095 bytes")
    func pathLengthIsLimited() throws {
        func path(_ length: Int) -> [String] {
            Array(repeating: String(repeating: "d", count: 239), count: 15) + [
                String(repeating: "d", count: length - 3856)
            ]
                + [String(repeating: "a", count: 251) + ".css"]
        }
        #expect(path(4095).joined(separator: "/").utf8.count == 4095)
        #expect(try rules.type(of: path(4095)) == "text/css; charset=utf-8")
        #expect(throws: FileError(.refused, "")) { try rules.type(of: path(4096)) }
    }

    @Test(
        "An invalid, dangerous or unknown extension is a configuration error",
        arguments: [
            ([], [:]), ([""], [:]), ([".css"], [:]), (["tar.gz"], [:]), (["c/s"], [:]), (["b\u{E4}k"], [:]),
            (["bak"], [:]),
            (["BAK"], [:]), (["swp"], ["swp": "text/plain"]), (["env"], [:]), (["php"], [:]), (["sqlite"], [:]),
            (["x"], ["x": "text"]), (["x"], ["x": ""]), (["x"], ["x": "text/plain\r\nSet-Cookie: a=b"]),
            (["css"], ["png": "image/png"]), (["css"], ["css": " text/css"]), ([""], ["": "text/css"]),
            ([".css"], [".css": "text/css"]), (["tar.gz"], ["tar.gz": "application/gzip"]),
            (["c/s"], ["c/s": "text/css"]),
        ] as [([String], [String: String])]
    )
    func invalidExtensionsAreConfigurationErrors(allow: [String], types: [String: String]) {
        #expect(throws: FileError(.invalidConfiguration, "")) { try FileRules(allow: allow, types: types) }
    }

    @Test("The program's type overrides the default for exactly this extension")
    func givenTypeOverridesDefault() throws {
        let rules = try FileRules(allow: ["html", "HTML"], types: ["html": "text/plain; charset=utf-8"])
        #expect(try rules.type(of: ["a.html"]) == "text/plain; charset=utf-8")
        #expect(try rules.type(of: ["a.HTML"]) == "text/html; charset=utf-8")
    }

    @Test("All configuration errors are reported at once")
    func allConfigurationErrorsAreReported() {
        let error = #expect(throws: FileError.self) {
            try FileRules(allow: ["css", ".png", "bak", "env"], types: ["y": "a/b"])
        }
        #expect(error?.reason.split(separator: "\n").count == 4)
    }
}

@Suite("MultipartRanges encode several ranges for a client")
struct MultipartRangesTests {
    @Test("Heads, parts and end are encoded, and have the announced length")
    func framingHasItsLength() {
        let parts = MultipartRanges([0..<2, 7..<10], of: 10, type: "text/plain", boundary: "B")
        #expect(parts.contentType == "multipart/byteranges; boundary=B")
        let text =
            parts.parts.map { String(decoding: $0.head, as: UTF8.self) + "[\($0.range)]" }.joined()
            + String(decoding: parts.end, as: UTF8.self)
        #expect(
            text == "--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n[0..<2]\r\n"
                + "--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 7-9/10\r\n\r\n[7..<10]\r\n--B--\r\n")
        #expect(parts.length == text.utf8.count - "[0..<2][7..<10]".utf8.count + 5)
        #expect(MultipartRanges.randomBoundary() != MultipartRanges.randomBoundary())
        #expect(MultipartRanges.randomBoundary().utf8.count == 32)
    }
}
