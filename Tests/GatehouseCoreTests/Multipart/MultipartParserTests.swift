import Testing

@testable import GatehouseCore

@Suite("MultipartParser refuses every ambiguity")
struct MultipartParserTests {
    private func body(_ header: String, content: String = "x") -> String {
        "------b0\r\n\(header)\r\n\r\n\(content)\r\n------b0--\r\n"
    }

    private func disposition(_ value: String) -> String { body("Content-Disposition: \(value)") }

    @Test("Fields and files are parsed as browsers and curl send them")
    func fieldsAndFilesAreParsed() throws {
        let bytes =
            Multipart.part("title", Array("a b".utf8)) + Multipart.part("empty", [])
            + Multipart.part("photo", [0, 13, 10, 45, 45, 255], fileName: "a.png", more: "Content-Type: image/png\r\n")
            + Multipart.part("none", [], fileName: "", more: "Content-Type: application/octet-stream\r\n")
            + Multipart.end
        #expect(
            try Multipart.read([bytes]).get()
                == [
                    .init(name: "title", fileName: nil, contentType: nil, content: Array("a b".utf8)),
                    .init(name: "empty", fileName: nil, contentType: nil, content: []),
                    .init(
                        name: "photo", fileName: "a.png", contentType: "image/png", content: [0, 13, 10, 45, 45, 255]),
                    .init(name: "none", fileName: "", contentType: "application/octet-stream", content: []),
                ])
        #expect(try Multipart.read([Multipart.end]).get() == [], "a form without fields")
        #expect(try Multipart.read("------b0--").get() == [], "some clients omit the last line end")
    }

    @Test(
        "Names are parsed as browsers write them",
        arguments: [
            ("form-data; name=\"a\"", "a", nil), ("Form-Data;NAME=a", "a", nil),
            ("form-data; name=\"a b;c=d\";", "a b;c=d", nil),
            ("form-data; name=\"%22%41%\"", "\"%41%", nil), ("form-data; name=\"\u{20AC}\"", "\u{20AC}", nil),
            ("form-data; filename=\"x\"; name=\"a\"", "a", "x"), ("form-data; name=a; filename=\"\"", "a", ""),
            ("form-data; name=a; filename=\"../../etc/passwd\"", "a", "___.._etc_passwd"),
            ("form-data; name=a; filename=\"C:\\dir\\x.exe\"", "a", "C__dir_x.exe"),
            ("form-data; name=a; filename=\"a%0D%0Ab%22c\"", "a", "a__b_c"),
            ("form-data; name=a; filename=\".htaccess\"", "a", "_htaccess"),
            ("form-data; name=a; filename=\"gpj\u{202E}exe\"", "a", "gpj_exe"), ("form-data; name=a; size=3", "a", nil),
        ] as [(String, String, String?)]
    )
    func namesAreParsed(value: String, name: String, fileName: String?) throws {
        let part = try #require(try Multipart.read(disposition(value)).get().first)
        #expect(part.name.utf8.elementsEqual(name.utf8))
        #expect(part.fileName == fileName)
    }

    @Test(
        "A part with a missing, duplicate or ambiguous name is a 400",
        arguments: [
            "form-data", "form-data; filename=\"x\"", "form-data; name=\"\"", "form-data; name=", "form-data; name",
            "attachment; name=a", "", "form-data name=a", "form-data; name=a b", "form-data; name=\"a\"b",
            "form-data; name=a; name=b", "form-data; name=a; NAME=a", "form-data; name=a; filename=x; filename=y",
            "form-data; name=a; filename*=UTF-8''x", "form-data; name*=UTF-8''a", "form-data; name=a; name*=UTF-8''b",
            "form-data; name=\"a", "form-data; name=\"a\\\"", "form-data; name=\"a\\\"; filename=\"b\"",
            "form-data; name=a; filename=\"a\\\"; x=\"b\"", "form-data; name=\"a\\b\"", "form-data; name=\"a%0Ab\"",
            "form-data; name=\"a%0d\"", "form-data; name=\"a\u{85}\"", "form-data; name=\"a\u{0}b\"",
            "form-data; name=\"a\u{7F}\"", "form-data; name=\"a\u{1}\"", "form-data;; name=a", "form-data; =a",
        ]
    )
    func ambiguousNamesAre400(value: String) {
        #expect(Multipart.read(disposition(value)).status == 400)
    }

    @Test("Names that are not UTF-8 are a 400")
    func nonUTF8NamesAre400() {
        let bytes = Array(disposition("form-data; name=\"a?\"").utf8)
        #expect(Multipart.read([bytes]).status == nil)
        #expect(Multipart.read([bytes.map { $0 == 0x3F ? 0xFF : $0 }]).status == 400)
    }

    @Test(
        "filename* beside filename is accepted if both name the same file, as .NET's client sends them",
        arguments: [
            ("a.txt", "a.txt", "utf-8''a.txt"), ("\"a b.txt\"", "a b.txt", "utf-8''a%20b.txt"),
            ("\"=?utf-8?B?w6QudHh0?=\"", "\u{E4}.txt", "utf-8''%C3%A4.txt"),
            ("\"\u{E4}.txt\"", "\u{E4}.txt", "UTF-8'de'%c3%a4.txt"),
            ("\"=?UTF-8?b?w6QudHh0?=\"", "\u{E4}.txt", "utf-8''%C3%A4.txt"),
            ("\"..\\x\"", "___x", "utf-8''..%5Cx"),
        ])
    func equalExtendedFileNameIsAccepted(plain: String, name: String, extended: String) throws {
        for value in [
            "form-data; name=a; filename=\(plain); filename*=\(extended)",
            "form-data; filename*=\(extended); filename=\(plain); name=a",
        ] {
            let part = try #require(try Multipart.read(disposition(value)).get().first)
            #expect(part.fileName?.utf8.elementsEqual(name.utf8) == true, "\(part)")
        }
    }

    /// Breaks if another parser, such as a filter in front, reads the part as another file or as a field.
    @Test(
        "Other extended parameters, and a filename* that names another file or has no filename, are a 400",
        arguments: [
            "filename*=utf-8''a.txt", "filename=a.txt; filename*=utf-8''b.txt", "filename=a.txt; filename*=utf-8''",
            "filename*0=a; filename*1=b", "filename*0*=utf-8''a", "filename=a; filename*0=a",
            "filename=a; FileName*1=a",
            "filename=a; filename*=utf-8''a; filename*=utf-8''a", "filename=a; filename*=\"utf-8''a\"",
            "filename=a; filename*=iso-8859-1''a", "filename=a; filename*=''a", "filename=a; filename*=utf-8'a",
            "filename=a; filename*=a", "filename=a; filename*=utf-8''a''", "filename=a; filename*=utf-8''%6",
            "filename=a; filename*=utf-8''%g1", "filename=a; filename*=utf-8''%FF", "filename=a; filename*=utf-8''a*",
            "filename=\"=?utf-8?Q?a?=\"; filename*=utf-8''a", "filename=\"=?latin1?B?YQ==?=\"; filename*=utf-8''a",
            "filename=\"=?utf-8?B?YQ?=\"; filename*=utf-8''a", "filename=\"=?utf-8?B?Yg==?=\"; filename*=utf-8''a",
            "filename=\"=?utf-8?Q?YQ==?=\"; filename*=utf-8''a", "filename=a*; filename*=utf-8''a*",
            "filename=\"\"; filename*=utf-8''",
            "filename=\"\"; filename*=utf-8''a", "size*=utf-8''1", "x*y=1", "*=1",
            "filename=\"\u{E4}\"; filename*=utf-8''a%CC%88",
        ])
    func otherExtendedParametersAre400(parameters: String) {
        #expect(Multipart.read(disposition("form-data; name=a; \(parameters)")).status == 400, "\(parameters)")
        let message = (try? Multipart.read(disposition("form-data; name=a; \(parameters)")).get()).map { _ in "" }
        #expect(message == nil)
    }

    /// Werkzeug and other parsers that end a line at one character find two parts there.
    @Test(
        "A boundary after a single CR or LF is a 400, at any position in the content",
        arguments: ["\n", "\r", "x\n", "x\r", "\n\r", "\r\r", "\n\n", "x\r\nx\n"])
    func boundariesAfterSingleLineEndsAre400(before: String) {
        for after in ["", "x", "--", "\r\nContent-Disposition: form-data; name=b\r\n\r\n"] {
            let text = body(Self.good, content: "\(before)------b0\(after)")
            #expect(Multipart.read(text).status == 400, "\(text.debugDescription)")
            #expect(Multipart.read(text.utf8.map { [$0] }).status == 400, "\(text.debugDescription)")
        }
        // Without the last character of the boundary the same bytes are content.
        let text = body(Self.good, content: "\(before)------b")
        #expect((try? Multipart.read(text).get().map(\.content)) == [Array("\(before)------b".utf8)])
    }

    private static let good = "Content-Disposition: form-data; name=a"

    @Test(
        "Duplicate and malformed header fields are a 400, unsupported encodings a 415",
        arguments: [
            ("\(good)\r\nContent-Disposition: form-data; name=b", 400), ("\(good)\r\ncontent-disposition: x", 400),
            ("Content-Type: text/plain", 400), ("\(good)\r\nX-Y: 1\r\nx-y: 1", 400), ("\(good)\r\n folded", 400),
            ("\(good)\r\nX Y: 1", 400), ("\(good)\r\nX-Y : 1", 400), ("\(good)\r\n: 1", 400), ("\(good)\r\nX-Y", 400),
            ("\(good); filename=x\r\nContent-Type: text/plain; charset=latin1", nil),
            ("\(good)\r\nContent-Type: text/plain; charset=US-ASCII", nil),
            ("\(good)\r\nContent-Type: text/plain; charset=latin1", 415), ("\(good)\r\nX-Y: a\u{7F}", 400),
            ("\(good); filename=\"a\u{0}b\"", 400), ("\(good); filename=\"a\nb\"", 400),
            ("\(good); filename=\"a\u{1F}\"", 400),
            ("\(good)\r\nX-Y: \u{0}", 400), ("\(good)\nX-Y: 1", 400), ("\(good)\rX-Y: 1", 400),
            ("\(good)\r\nX-Y: a\rb", 400), ("\(good)\r\nContent-Type: text", 400), ("\(good)\r\nContent-Type:", 400),
            ("\(good)\r\nContent-Type: multipart/mixed; boundary=x", 415),
            ("\(good)\r\nContent-Type: multipart/alternative; boundary=x", 415),
            ("\(good)\r\nContent-Type: Multipart/Form-Data; boundary=x", 415),
            ("\(good)\r\nContent-Type: MULTIPART/x; boundary=\"x", 400),
            ("\(good)\r\nContent-Type: text/plain; charset=utf-16", 415),
            ("\(good)\r\nContent-Transfer-Encoding: base64", 415),
            ("\(good)\r\nContent-Transfer-Encoding: quoted-printable", 415),
            ("\(good)\r\nContent-Transfer-Encoding:", 415), ("\(good)\r\nContent-Length: 2", 400),
            ("\(good)\r\nContent-Length: 0", 400), ("\(good)\r\nContent-Length: -1", 400),
            ("\(good)\r\nContent-Length: 1, 1", 400), ("\(good)\r\nContent-Length: 99999999999999999999", 400),
            ("\(good)\r\nContent-Length: 1", nil), ("\(good)\r\nContent-Transfer-Encoding: Binary", nil),
            ("\(good)\r\nContent-Transfer-Encoding: 8bit\r\nX-Y:\tz", nil),
            ("\(good)\r\nContent-Type: text/plain; charset=UTF-8", nil),
            ("\(good)\r\nContent-Type: message/rfc822", nil),
            ("\(good)\r\nContent-Type: text/plain; charset=utf8", nil),
            ("\(good)\r\nContent-Type: Multipart/alternative; boundary=x", 415),
            ("\(good); filename=\"a\(String(repeating: "\u{301}", count: 31))\"", 400),
            ("\(good); filename=\"a\(String(repeating: "\u{301}", count: 30))\"", nil),
            ("\(good); x=\"a\(String(repeating: "\u{301}", count: 31))\"", 400),
        ] as [(String, Int?)]
    )
    func invalidHeaderFieldsAreRefused(header: String, status: Int?) {
        #expect(Multipart.read(body(header)).status == status, "\(header)")
    }

    @Test(
        "Incomplete and surrounded delimiters are a 400",
        arguments: [
            "", "\r\n", "x", "preamble\r\n------b0--\r\n", "\r\n------b0--\r\n", "------b0", "------b0-",
            "------b0\r\n",
            "------b0 \r\n", "------b0\n", "------b1--\r\n", "------b0--\r\nx", "------b0--\r\n\r\n", "------b0--\r",
            "------b0--\n", "------b0-- ", "------b0x\r\n",
            "------b0\r\n\(good)\r\n\r\nx\r\n------b0 \r\n\(good)\r\n\r\nx\r\n------b0--\r\n",
            "------b0\r\n\(good)\r\n\r\nx\r\n------b0x\r\n------b0--\r\n",
            "------b0\r\n\(good)\r\n\r\nx\n------b0--\r\n",
            "------b0\r\n\(good)\r\n\r\n------b0\r\n\(good)\r\n\r\nx\r\n------b0--\r\n",
            "------b0\r\n\(good)\r\n\r\n------b0--\r\n\r\n------b0--\r\n",
            "------b0\r\n------b0: x\r\n\(good)\r\n\r\nx\r\n------b0--\r\n",
            "------b0\r\n\(good)\r\n------b0--\r\n", "------b0\r\n\(good)\r\n\r\n------b0--\r\n",
            "------b0\r\n\r\n\r\n------b0--",
        ]
    )
    func invalidDelimitersAre400(text: String) {
        #expect(Multipart.read(text).status == 400)
    }

    @Test(
        "A boundary has 1 to 70 allowed characters and does not end with a space",
        arguments: [
            ("a", true), (String(repeating: "a", count: 70), true), ("azAZ09'()+_,-./:=? x", true), ("", false),
            (String(repeating: "a", count: 71), false), ("a ", false), ("a\"", false), ("a\u{E9}", false),
            ("a\n", false),
            ("a;b", false), ("a*", false), ("a%", false),
        ]
    )
    func boundaryFollowsRFC(text: String, isAllowed: Bool) {
        #expect((MultipartBoundary(text) != nil) == isAllowed)
    }

    @Test("A body that is cut short at any byte is a 400")
    func truncatedBodyIs400() {
        let bytes = Multipart.part("a", Array("1\r\n2".utf8)) + Multipart.part("f", [1], fileName: "x") + Multipart.end
        for length in 0..<(bytes.count - 2) {
            #expect(Multipart.read([bytes.prefix(length)]).status == 400, "\(length)")
        }
        #expect(Multipart.read([bytes.prefix(bytes.count - 2)]).status == nil, "the last line end may be missing")
        #expect(Multipart.read([bytes.prefix(bytes.count - 1)]).status == 400, "but half of it is an error")
    }

    /// Breaks if the sizes of the pieces decide what a handler sees of a body that is refused.
    @Test("Content before a boundary after a single line end is returned before the error", arguments: ["\n", "\r"])
    func contentPrecedesErrorOfBoundary(end: String) throws {
        let boundary = try MultipartBoundary(contentType: "multipart/form-data; boundary=----b0")
        var parser = MultipartParser(boundary)
        parser.append(Array(body(Self.good, content: "abc\(end)------b0").utf8))
        parser.finish()
        if case .part = try parser.next() {} else { Issue.record("no part") }
        #expect(try parser.next() == .content(Array("abc".utf8)))
        #expect(throws: HTTPError.self) { try parser.next() }
    }
}
