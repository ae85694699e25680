import GatewayInterface
import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Fields of queries and forms are parsed strictly, within limits")
struct FieldsTests {
    private func pairs(_ text: String, limits: FieldLimits = FieldLimits()) throws -> [String] {
        try Fields(text.utf8, limits: limits).all.map { "\($0.name)=\($0.value)" }
    }

    @Test(
        "Names and values are decoded once, in order",
        arguments: [
            ("", []), ("a=1&b=2", ["a=1", "b=2"]), ("a", ["a="]), ("a=", ["a="]), ("a=b=c", ["a=b=c"]),
            ("a=+%2B%20", ["a= + "]), ("%61=%25%34%31", ["a=%41"]), ("&&a=1&", ["a=1"]), ("a=1;b=2", ["a=1;b=2"]),
            ("a=%26b%3D", ["a=&b="]), ("n=%E2%82%AC", ["n=\u{20AC}"]), ("t=%0D%0A", ["t=\r\n"]),
            ("a=1&a=2", ["a=1", "a=2"]),
        ] as [(String, [String])]
    )
    func fieldsAreDecodedOnce(text: String, expected: [String]) throws {
        #expect(try pairs(text) == expected)
    }

    @Test(
        "Malformed fields are a 400",
        arguments: [
            "a=%", "a=%4", "a=%zz", "%zz=1", "a=%FF", "a=%C0%AF", "=1", "=", "%00=1", "%7F=1", "%1F=1", "a%", "a%0A=1",
            "a=%00", "a=%ED%A0%80",
        ]
    )
    func malformedFieldsAre400(text: String) throws {
        let error = try #require(throws: HTTPError.self) { try Fields(text.utf8) }
        #expect(error.status == .badRequest)
    }

    @Test("Each limit is exact to the byte")
    func fieldLimitsAreExact() throws {
        let limits = FieldLimits(count: 2, bytes: 12, nameBytes: 3)
        #expect(try pairs("abc=1&d=2345", limits: limits).count == 2)
        #expect(throws: HTTPError.self) { try pairs("a&b&c", limits: limits) }
        #expect(throws: HTTPError.self) { try pairs("abcd=1", limits: limits) }
        #expect(
            try #require(throws: HTTPError.self) { try pairs("abc=1&d=23456", limits: limits) }.status
                == .contentTooLarge)
        #expect(try pairs(Array(repeating: "a", count: 1000).joined(separator: "&")).count == 1000)
        #expect(throws: HTTPError.self) { try pairs(Array(repeating: "a", count: 1001).joined(separator: "&")) }
    }

    @Test("A name that occurs twice has no single value")
    func repeatedNameHasNoSingleValue() throws {
        let fields = try Fields("a=1&b=2&a=3".utf8)
        #expect(try fields["b"] == "2")
        #expect(try fields["c"] == nil)
        #expect(fields.values("a") == ["1", "3"])
        #expect(try #require(throws: HTTPError.self) { try fields["a"] }.field == "a")
    }

    @Test("Names are compared byte by byte, not by Unicode equivalence")
    func namesAreComparedByBytes() throws {
        #expect(try Fields("%E2%84%AA=1".utf8)["K"] == nil)
    }

    @Test("Encoded fields decode to themselves")
    func encodedFieldsDecodeToThemselves() throws {
        var generator = SeededGenerator(seed: propertySeed)
        for _ in 0..<2000 {
            let fields = (0..<Int.random(in: 0...5, using: &generator)).map { index in
                let scalars = (0..<Int.random(in: 0...8, using: &generator)).compactMap { _ in
                    Unicode.Scalar(UInt32.random(in: 1...0x2FF, using: &generator))
                }
                return (name: "n\(index)", value: String(String.UnicodeScalarView(scalars)))
            }
            let text = fields.map { "\($0.name)=\(PathText.queryValue($0.value))" }.joined(separator: "&")
            #expect(try pairs(text) == fields.map { "\($0.name)=\($0.value)" })
        }
    }

    // MARK: Types of the program's own

    private enum Color: String, Decodable { case red, green }

    private struct Everything: Decodable, Equatable {
        var text: String
        var number: Int
        var small: UInt8
        var ratio: Double
        var isSet: Bool
        var color: Color
        var maybe: Int?
        var tags: [String]
        var numbers: [Int]?
    }

    private func decoded(_ text: String) throws -> Everything {
        try FieldDecoder(fields: Fields(text.utf8)).decode(Everything.self)
    }

    private let complete = "text=a+b&number=-7&small=255&ratio=1.5e3&isSet=on&color=green&tags=x&tags=y"

    @Test(
        "A Boolean has the spellings that forms use",
        arguments: [
            ("true", true), ("on", true), ("yes", true), ("1", true), ("false", false), ("off", false), ("no", false),
            ("0", false), ("", false),
        ]
    )
    func booleansHaveFormSpellings(text: String, value: Bool) throws {
        #expect(try decoded(complete.replacing("isSet=on", with: "isSet=\(text)")).isSet == value)
    }

    @Test("Dictionaries, optional elements and short arrays are decoded")
    func containersAreDecoded() throws {
        func decoded<Value: Decodable>(_ text: String, _ type: Value.Type = Value.self) throws -> Value {
            try FieldDecoder(fields: Fields(text.utf8)).decode(type)
        }
        #expect(try decoded("a=1&b=2") == ["a": 1, "b": 2])
        struct Gaps: Decodable { var numbers: [Int?] }
        #expect(try decoded("numbers=1&numbers=&numbers=3", Gaps.self).numbers == [1, nil, 3])
        struct Pair: Decodable {
            let left: Int
            let right: Int
            init(from decoder: any Decoder) throws {
                var values = try decoder.unkeyedContainer()
                left = try values.decode(Int.self)
                right = try values.decode(Int.self)
            }
        }
        struct Place: Decodable { var at: Pair }
        let place = try decoded("at=1&at=2", Place.self)
        #expect(place.at.left == 1 && place.at.right == 2)
        let error = try #require(throws: HTTPError.self) { try decoded("at=1", Place.self) }
        #expect(error.status == .unprocessableContent && error.field == "at")
    }

    @Test("Fields decode to the program's own type")
    func fieldsDecodeToProgramType() throws {
        let value = try decoded(complete + "&unknown=1&maybe=&numbers=1&numbers=2")
        #expect(
            value
                == Everything(
                    text: "a b", number: -7, small: 255, ratio: 1500, isSet: true, color: .green, maybe: nil,
                    tags: ["x", "y"], numbers: [1, 2]))
        #expect(try decoded(complete + "&maybe=3").maybe == 3)
        #expect(try decoded(complete).numbers == nil)
    }

    @Test(
        "An invalid field is a 422 that names it",
        arguments: [
            ("number=7", "number=x", "number"), ("number=7", "number=+7", "number"),
            ("number=7", "number=%2B7", "number"), ("number=7", "number=%207", "number"),
            ("number=7", "number=", "number"),
            ("number=7", "number=%D9%A7", "number"), ("ratio=1.5e3", "ratio=1e999", "ratio"),
            ("ratio=1.5e3", "ratio=", "ratio"), ("isSet=on", "isSet=True", "isSet"), ("isSet=on", "isSet=2", "isSet"),
            ("number=7", "number=7.0", "number"),
            ("number=7", "number=99999999999999999999", "number"), ("small=255", "small=256", "small"),
            ("small=255", "small=-1", "small"), ("ratio=1.5e3", "ratio=nan", "ratio"),
            ("ratio=1.5e3", "ratio=inf", "ratio"),
            ("ratio=1.5e3", "ratio=0x10", "ratio"), ("isSet=on", "isSet=maybe", "isSet"),
            ("color=green", "color=blue", "color"),
            ("color=green", "color=", "color"), ("number=7", "", "number"), ("text=a+b", "", "text"),
        ]
    )
    func invalidFieldIs422WithName(part: String, instead: String, field: String) throws {
        let complete = complete.replacing("number=-7", with: "number=7")
        let error = try #require(throws: HTTPError.self) { try decoded(complete.replacing(part, with: instead)) }
        #expect(error.status == .unprocessableContent)
        #expect(error.field == field)
    }

    @Test("A repeated scalar is a 400; a missing Boolean is false")
    func repeatedScalarIs400() throws {
        let error = try #require(throws: HTTPError.self) { try decoded(complete + "&number=8") }
        #expect(error.status == .badRequest && error.field == "number")
        let color = try #require(throws: HTTPError.self) { try decoded(complete + "&color=red") }
        #expect(color.status == .badRequest && color.field == "color")
        #expect(try !decoded(complete.replacing("isSet=on&", with: "")).isSet)
    }

    @Test("A repeated field is refused for an optional of any type, empty or not")
    func repeatedOptionalIsRefused() throws {
        struct Optionals: Decodable {
            var text: String?
            var isSet: Bool?
            var number: Int?
            var small: UInt8?
            var ratio: Double?
            var float: Float?
            var color: Color?
        }
        for name in ["text", "isSet", "number", "small", "ratio", "float", "color"] {
            for value in ["\(name)=&\(name)=", "\(name)&\(name)", "\(name)=&\(name)=1", "\(name)=1&\(name)="] {
                let error = try #require(throws: HTTPError.self, "\(value)") {
                    try FieldDecoder(fields: Fields(value.utf8)).decode(Optionals.self)
                }
                #expect(error.status == .badRequest && error.field == name, "\(value)")
            }
            let one = try FieldDecoder(fields: Fields("\(name)=".utf8)).decode(Optionals.self)
            #expect(one.text == nil && one.isSet == nil && one.number == nil && one.color == nil)
        }
        struct Lists: Decodable { var texts: [String]? }
        #expect(try FieldDecoder(fields: Fields("texts=&texts=".utf8)).decode(Lists.self).texts == ["", ""])
        #expect(try FieldDecoder(fields: Fields("texts=".utf8)).decode(Lists.self).texts == nil)
    }

    @Test("More than 30 combining marks in a row are refused in a name and in a value, encoded or not")
    func longRunsOfMarksAreRefused() throws {
        for mark in ["\u{301}", "%CC%81"] {
            func marks(_ count: Int) -> String { String(repeating: mark, count: count) }
            #expect(try Fields("\(marks(30))=a\(marks(30))+\(marks(30))".utf8).all.count == 1)
            for text in ["\(marks(31))=1", "a=\(marks(31))", "a=b\(marks(31))c"] {
                let error = try #require(throws: HTTPError.self) { try Fields(text.utf8) }
                #expect(error.status == .badRequest)
                #expect(error.message == "A field holds more than 30 combining marks in a row.")
            }
        }
        let error = try #require(throws: HTTPError.self) { try Fields("a=%FF".utf8) }
        #expect(error.message == "A field is not in UTF-8.")
    }

    @Test("A Boolean is compared byte by byte")
    func booleansAreComparedByBytes() throws {
        for value in ["o\u{200D}n", "%EF%BD%8Fn", "1%CC%81", "on%00"] {
            #expect(throws: HTTPError.self) { try decoded(complete.replacing("isSet=on", with: "isSet=\(value)")) }
        }
    }

    @Test("A type that fields cannot represent is an error of the program, not of the client")
    func unsupportedTypeIsProgramError() throws {
        struct Nested: Decodable { var inner: Everything }
        #expect(throws: FieldShapeError.self) { try FieldDecoder(fields: Fields("inner=1".utf8)).decode(Nested.self) }
        #expect(throws: FieldShapeError.self) { try FieldDecoder(fields: Fields("a=1".utf8)).decode([String].self) }
        #expect(throws: FieldShapeError.self) { try FieldDecoder(fields: Fields("a=1".utf8)).decode(String.self) }
    }

    // MARK: Through the gate

    private func form(_ body: String, type: String?, accept: String? = nil) async throws -> ReceivedResponse {
        struct Draft: Decodable { var title: String }
        var gate = Gate()
        gate.post("/", allow: .everyone) { request in try await request.form(as: Draft.self).title }
        var more: [String: String] = [:]
        more["CONTENT_TYPE"] = type
        more["HTTP_ACCEPT"] = accept
        return try await gate.response("POST", "/", with: more, body: RequestBody(Array(body.utf8)))
    }

    private let urlencoded = "application/x-www-form-urlencoded"

    @Test("A form is read only with the media type of a form")
    func formNeedsItsMediaType() async throws {
        let utf8 = [urlencoded + "; charset=utf8", urlencoded + "; charset=Utf8"]
        for type in [urlencoded, "APPLICATION/x-www-form-urlencoded ; Charset=\"UTF-8\""] + utf8 {
            #expect(try await form("title=a", type: type).text == "a")
        }
        for type in [
            nil, "", "text/plain", "multipart/form-data", urlencoded + "; charset=latin1",
            urlencoded + "; charset=utf-7", urlencoded + "; charset=utf8x", urlencoded + "x",
            "application/",
        ] {
            #expect(try await form("title=a", type: type).status == 415, "\(type ?? "none")")
        }
    }

    @Test("Errors are explained as text, or as JSON on request")
    func errorsAreTextOrJSON() async throws {
        #expect(try await form("title=" + String(repeating: "x", count: 64 * 1024), type: urlencoded).status == 413)
        let text = try await form("titel=a", type: urlencoded)
        #expect(text.status == 422)
        #expect(text.text == "422 Unprocessable Content\ntitle: The field is missing.\n")
        let json = try await form("titel=a", type: urlencoded, accept: "application/json")
        #expect(json.status == 422)
        #expect(json.headers.contains("Content-Type: application/json"))
        #expect(
            json.text
                == #"{"status": 422, "error": "Unprocessable Content", "message": "The field is missing.", "field": "title"}"#
                + "\n")
        let sender = try await form("{}", type: "application/json")
        #expect(sender.status == 415)
        #expect(sender.headers.contains("Content-Type: application/json"))
        let browser = try await form("titel=a", type: urlencoded, accept: "text/html,application/json;q=0.9")
        #expect(browser.text == text.text)
    }

    @Test("A query decodes to a value")
    func queryDecodesToValue() async throws {
        struct Search: Decodable {
            var q: String
            var page: Int?
        }
        var gate = Gate()
        gate.get("/", allow: .everyone) { request in
            let search = try request.query(as: Search.self)
            return "\(search.q) \(search.page ?? 1)"
        }
        #expect(try await gate.response("GET", "/?q=a%20b&page=2").text == "a b 2")
        #expect(try await gate.response("GET", "/?q=a").text == "a 1")
        #expect(try await gate.response("GET", "/").status == 422)
        #expect(try await gate.response("GET", "/?q=%").status == 400)
        #expect(try await gate.response("GET", "/?q=1&q=2").status == 400)
        #expect(try await gate.response("GET", "/?q=1&page=2&page=3").status == 400)
        #expect(try await gate.response("GET", "/?q=1&page=x").status == 422)
        let many = { (count: Int) in "/?q=1" + String(repeating: "&a", count: count - 1) }
        #expect(try await gate.response("GET", many(1000)).status == 200)
        #expect(try await gate.response("GET", many(1001)).status == 400)
        let long = { (count: Int) in "/?q=" + String(repeating: "a", count: count - 2) }
        #expect(try await gate.response("GET", long(64 * 1024)).status == 200)
        #expect(try await gate.response("GET", long(64 * 1024 + 1)).status == 414)
        let name = { (count: Int) in "/?q=1&" + String(repeating: "a", count: count) }
        #expect(try await gate.response("GET", name(256)).status == 200)
        #expect(try await gate.response("GET", name(257)).status == 400)
    }

    @Test(
        "A malformed, ambiguous or oversized form is a 400",
        arguments: [
            "title=%", "title=%FF", "title=%00", "=a", "title=a&title=b", "title=a&%00=1",
            "title=a" + String(repeating: "&b", count: 1000), "title=a&" + String(repeating: "b", count: 257),
        ]
    )
    func malformedFormIs400(body: String) async throws {
        #expect(try await form(body, type: urlencoded).status == 400)
    }
}

@Suite("Media types")
struct MediaTypeTests {
    @Test(
        "Type, subtype and parameters are parsed in any case",
        arguments: [
            ("text/html", "text/html", [:]), ("Text/HTML;Charset=UTF-8", "text/html", ["charset": "UTF-8"]),
            ("a/b ; c=\"d\\\"e;f\" ; g=h", "a/b", ["c": "d\"e;f", "g": "h"]), ("a/b;", "a/b", [:]),
            (" a/b ", "a/b", [:]),
            ("multipart/form-data; boundary=----x", "multipart/form-data", ["boundary": "----x"]),
        ] as [(String, String, [String: String])]
    )
    func mediaTypeIsParsed(text: String, essence: String, parameters: [String: String]) throws {
        let type = try #require(MediaType(text))
        #expect(type.essence == essence)
        #expect(type.parameters == parameters)
    }

    @Test(
        "Malformed media types are refused",
        arguments: [
            "", "a", "a/", "/b", "a b/c", "a/b c", "a/b; c", "a/b; c=", "a/b; =d", "a/b; c=\"d", "a/b; c=d; C=e",
            "a/b,c/d",
            "a/b; c=d e", "a/b; c=\"\n\"", "a b", "a:b", "a/b/c", "a/b; c=\"\\\u{1}\"", "a/b; c=\"\\", "a/b; c = d",
            "a/b;; c=d", "a/\u{E9}", "a/b; c=\"d\"e", "a/b; c=d, e/f",
            "a/b; c=\"\(String(repeating: "\\\u{301}", count: 31))\"",
        ]
    )
    func malformedMediaTypeIsRefused(text: String) {
        #expect(MediaType(text) == nil)
    }

    @Test(
        "JSON media types are recognized, similar ones are not",
        arguments: [
            ("application/json", true), ("Application/JSON; charset=utf-8", true), ("application/problem+json", true),
            ("application/vnd.api+JSON", true), ("application/+json", false), ("text/json", false),
            ("text/x+json", false), ("text/something+json", false), ("application/jsonx", false),
            ("application/xml", false),
            ("application/json+xml", false),
        ]
    )
    func jsonMediaTypesAreRecognized(text: String, isJSON: Bool) throws {
        #expect(try #require(MediaType(text)).isJSON == isJSON)
    }
}
