import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Cookies are safe by default, and invalid ones are errors")
struct CookieTests {
    @Test("The attributes default to Secure, HttpOnly and SameSite=Lax; each can be changed")
    func attributesDefaultToSafe() throws {
        #expect(try Cookie("id", "7").field() == "id=7; Path=/; Secure; HttpOnly; SameSite=Lax")
        #expect(
            try Cookie("id", "7", lifetime: .seconds(60), path: "/a", domain: "example.com", sameSite: .strict).field()
                == "id=7; Path=/a; Domain=example.com; Max-Age=60; Secure; HttpOnly; SameSite=Strict")
        #expect(
            try Cookie("id", "", isSecure: false, isHTTPOnly: false).field() == "id=; Path=/; SameSite=Lax")
        #expect(try Cookie("__Host-id", "7").field().hasPrefix("__Host-id=7; Path=/; Secure"))
        #expect(try Cookie("__Secure-id", "7", path: "/a", sameSite: .none).field().hasSuffix("; SameSite=None"))
    }

    @Test(
        "A cookie that a browser would refuse or misread is an error that does not show the value",
        arguments: [
            Cookie("", "secret"), Cookie("a b", "secret"), Cookie("a=b", "secret"), Cookie("a;", "secret"),
            Cookie("\u{E9}", "secret"), Cookie("a", "secret value"), Cookie("a", "secret;Domain=x"),
            Cookie("a", "secret,"), Cookie("a", "secret\""), Cookie("a", "secret\\"), Cookie("a", "secret\r\nX: y"),
            Cookie("a", "secret\u{E9}"), Cookie("a", "secret\0"), Cookie("a", "secret", path: "a"),
            Cookie("a", "secret", path: ""), Cookie("a", "secret", path: "/a;Domain=x"),
            Cookie("a", "secret", path: "/\n"),
            Cookie("a", "secret", domain: ""), Cookie("a", "secret", domain: "a;b"),
            Cookie("a", "secret", domain: "a b"), Cookie("a", "secret", domain: "a_b"),
            Cookie("a", "secret", domain: String(repeating: "a", count: 254)),
            Cookie("a", "secret", path: "/" + String(repeating: "a", count: 1024)), Cookie("a", "secret\u{7F}"),
            Cookie("a", "secret", path: "/\u{7F}"), Cookie("a", "secret", path: "/\u{E9}"),
            Cookie("a", "secret", lifetime: .seconds(400 * 86_400 + 1)),
            Cookie("a", "secret", isSecure: false, sameSite: .none), Cookie("__Host-a", "secret", path: "/a"),
            Cookie("__Host-a", "secret", domain: "example.com"), Cookie("__Host-a", "secret", isSecure: false),
            Cookie("__HOST-a", "secret", path: "/a"), Cookie("__Secure-a", "secret", isSecure: false),
            Cookie("__SECURE-a", "secret", isSecure: false), Cookie("__secure-a", "secret", isSecure: false),
            Cookie("a", "secret" + String(repeating: "x", count: 4096)),
            Cookie("__SECURE-a", "secret", isSecure: false), Cookie("__Http-a", "secret", isHTTPOnly: false),
            Cookie("__http-a", "secret", isSecure: false), Cookie("__Host-Http-a", "secret", isHTTPOnly: false),
            Cookie("__HOST-HTTP-a", "secret", isSecure: false), Cookie("__Host-Http-a", "secret", path: "/a"),
            Cookie("__Host-Http-a", "secret", domain: "example.com"),
            Cookie(String(repeating: "a", count: 257), "secret"),
        ]
    )
    func invalidCookiesAreRefused(_ cookie: Cookie) throws {
        let error = try #require(throws: CookieError.self) { try cookie.field() }
        #expect(!error.description.contains("secret"))
    }

    @Test("A domain is a host name without leading or trailing dot, port or address")
    func domainIsHostName() throws {
        let label = String(repeating: "a", count: 63)
        for domain in ["example.com", "a-b.Example.COM", "xn--bcher-kva.example", "1.2.3.com", "\(label).de", "a.0y"] {
            #expect(try Cookie("a", "1", domain: domain).field().contains("; Domain=\(domain);"))
        }
        for domain in [
            ".example.com", "example.com.", "example..com", ".", "..", "com", "localhost", "example.com:443",
            "192.0.2.7",
            "1.2", "0x7f.0x1", "a.0X1", "[::1]", "::1", "-a.com", "a-.com", "a.-b", "a.b-", "\(label)a.de", "a!b.com",
            "a*.com",
            "*.example.com", "a_b.com", "bücher.de", "a/b.com", "a.com ", "user@a.com", "a'.com", "a%2e.com",
            String(repeating: "a.", count: 126) + "bc",
        ] {
            #expect(throws: CookieError.self, "\(domain)") { try Cookie("a", "1", domain: domain).field() }
        }
    }

    @Test("Name and value have at most 4096 bytes, a path 1024, a domain 253; a lifetime may be 400 days")
    func lengthsAreLimited() throws {
        let value = String(repeating: "x", count: 4090)
        #expect(try Cookie("secret", value).field().utf8.count > 4096)
        #expect(throws: CookieError.self) { try Cookie("secret_", value).field() }
        #expect(throws: CookieError.self) { try Cookie("secret", value + "x").field() }
        _ = try Cookie("a", "1", path: "/" + String(repeating: "a", count: 1023)).field()
        _ = try Cookie("a", "1", domain: String(repeating: "a.", count: 126) + "b").field()
        #expect(try Cookie("a", "1", lifetime: .seconds(400 * 86_400)).field().contains("; Max-Age=34560000;"))
    }

    @Test("A response with a cookie defaults to no-store")
    func responseWithCookieIsNotCached() throws {
        var response = Response(status: .ok)
        try response.set(Cookie("a", "1"))
        try response.set(Cookie("b", "2"))
        #expect(response.headers[values: .setCookie].count == 2)
        #expect(response.headers[.cacheControl] == "no-store")
        var own = Response(status: .ok, headers: [.cacheControl: "private"])
        try own.remove(Cookie("a", "1", path: "/x"))
        #expect(own.headers[.cacheControl] == "private")
        #expect(own.headers[.setCookie] == "a=; Path=/x; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
    }

    @Test(
        "The field Cookie is parsed strictly",
        arguments: [
            ("a=1", "a", "1"), ("a=1; b=2", "b", "2"), ("a=1;b=2", "b", "2"), (" a= 1 ", "a", "1"), ("a =1", "a", nil),
            ("a=b=c", "a", "b=c"),
            ("a=\"1\"", "a", "1"), ("a=", "a", ""), ("A=1", "a", nil), ("a", "a", nil), ("=1", "", nil), ("", "a", nil),
            ("a=1 2", "a", nil), ("x=\u{E9}; a=1", "a", "1"), ("a=1; a=1", "a", nil), ("a\u{301}=1", "a", nil),
            ("a=\"1", "a", nil), (";;a=1;;", "a", "1"), ("a=\"", "a", nil), ("a=\"\"", "a", ""), ("a(=1", "a(", nil),
            ("b=2;\ta=\t1\t;c=3", "a", "1"), ("a=1,b=2", "a", nil), ("a=1\u{7F}", "a", nil), ("a=1\\", "a", nil),
            ("a=1; A=2", "a", "1"), ("$Version=1; a=1; $Path=/", "a", "1"),
        ] as [(String, String, String?)]
    )
    func cookieFieldIsParsed(field: String, name: String, value: String?) throws {
        let found = Cookies(field)[name]
        #expect(found == value)
    }

    @Test("A cookie with two values has no value")
    func repeatedCookieHasNoValue() {
        let id = Cookies("id=mine; id=theirs")["id"]
        #expect(id == nil)
    }

    @Test("All cookies are searched: a large number hides neither a cookie nor a second one with its name")
    func allCookiesAreSearched() throws {
        let many = (0..<5000).map { "c\($0)=\($0)" }.joined(separator: "; ")
        for name in ["c0", "c255", "c256", "c4999"] {
            #expect(Cookies(many)[name] == String(name.dropFirst()))
            #expect(Cookies("\(many); \(name)=x")[name] == nil)
            #expect(Cookies("\(name)=x; \(many)")[name] == nil)
        }
    }

    @Test("A second cookie with the same name counts, whatever its value is")
    func malformedSecondCookieCounts() {
        for second in ["id=a b", "id=", "id=\u{E9}", " id=\"", "id=mine"] {
            #expect(Cookies("id=mine; \(second)")["id"] == nil, "\(second)")
            #expect(Cookies("\(second); id=mine")["id"] == nil, "\(second)")
        }
        #expect(Cookies("id=mine; id; idx=1; ID=2; xid=3")["id"] == "mine")
    }

    @Test("A name with a prefix is allowed with the attributes that browsers require")
    func prefixesNeedTheirAttributes() throws {
        for name in ["__Http-a", "__Host-Http-a", "__Host-a", "__Secure-a", "__http", "a__Http-"] {
            #expect(try Cookie(name, "1").field().contains("; HttpOnly"))
        }
        #expect(try Cookie("__Http-a", "1", path: "/a", domain: "example.com").field().contains("; Path=/a"))
        #expect(try !Cookie("__Host-a", "1", isHTTPOnly: false).field().contains("HttpOnly"))
        #expect(try !Cookie("__Secure-a", "1", isHTTPOnly: false).field().contains("HttpOnly"))
    }

    @Test("A name has at most 256 bytes")
    func nameLengthIsLimited() throws {
        let name = String(repeating: "a", count: 256)
        #expect(try Cookie(name, "1").field().hasPrefix(name))
        #expect(Cookies("\(name)=1")[name] == "1")
        #expect(Cookies("\(name)a=1")[name + "a"] == nil)
    }

    @Test("A cookie that was set is read again unchanged")
    func setCookieIsReadAgain() throws {
        var generator = SeededGenerator(seed: propertySeed)
        let octets = (0x21..<0x7F).map { UInt8($0) }.filter(Cookie.isValueByte)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...20, using: &generator)).compactMap { _ in
                octets.randomElement(using: &generator)
            }
            let value = String(decoding: bytes, as: UTF8.self)
            let field = try Cookie("a", value).field()
            let sent = field.prefix { $0 != ";" }
            let read = Cookies("x=1; \(sent); y=2")["a"]
            #expect(read == value)
        }
    }
}
