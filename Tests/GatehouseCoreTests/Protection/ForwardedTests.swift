import Testing

@testable import GatehouseCore

@Suite("Parsing the field Forwarded")
struct ForwardedTests {
    private func text(_ field: String) -> String? {
        Forwarded(field).map { forwarded in
            forwarded.elements.map { "\($0.client ?? "-") \($0.scheme ?? "-") \($0.host ?? "-")" }.joined(
                separator: "|")
        }
    }

    @Test(
        "Well-formed fields are parsed",
        arguments: [
            ("for=192.0.2.43", "192.0.2.43 - -"), ("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17 - -"),
            ("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60 http -"),
            ("for=192.0.2.43, for=198.51.100.17", "192.0.2.43 - -|198.51.100.17 - -"),
            ("for=\"192.0.2.1:80\" ; PROTO=HTTPS; host=\"example.com:8080\"", "192.0.2.1 https example.com:8080"),
            ("for=unknown", "unknown - -"), ("for=_SEVKISEK", "_SEVKISEK - -"), ("for=\"_gazonk:_p1\"", "_gazonk - -"),
            ("for=192.0.2.1\t;\tproto=https\t,\tfor=_b", "192.0.2.1 https -|_b - -"),
            ("by=\"[::1]:_p\";for=\"[::1]:80\"", "::1 - -"), ("for=\"[::ffff:1.2.3.4]\"", "::ffff:1.2.3.4 - -"),
            ("host=\"a\\\"b,c;d\"", "- - a\"b,c;d"), ("for=\"1:99999\"", "1 - -"),
            ("secret=x;for=192.0.2.1", "192.0.2.1 - -"), ("for=\"192.0.2\\.1\"", "192.0.2.1 - -"),
        ]
    )
    func wellFormedFieldsAreParsed(field: String, expected: String) {
        #expect(text(field) == expected)
    }

    @Test(
        "A malformed field is ignored completely",
        arguments: [
            "", "for", "for=", "=x", "for=\"", "for=\"x", "for=1;", "for=1,,for=2", ",for=1", "for=1,", "for=1;for=2",
            "for=1;FOR=2", "for=[::1]", "for=\"[::1\"", "for=\"[]\"", "for=\"::1\"", "for=\"1:x\"", "for=\"1:\"; x",
            "for=\"1:123456\"", "for=1 for=2", "for=\"a\nb\"", "for=a b", "for=\u{E9}", "by=\"[x\"", "for=\"[[]:8\"",
            "for=\"[192.0.2.1]\"", "for=\"[x::1]\"", "for=\"\"", "for:192.0.2.1", "for 192.0.2.1", "for =1", "for= 1",
            "proto=", "proto=;for=1", "host=\"a\\\u{1}\"", "host=\"a\\", "for=\"[::1]x\"", "for=\"[::1]x80\"",
            "for=\"[::1]:\"",
            "for=\"[::1]:x\"", "for=\"1:\"", "for=\"1:_\"", "for=\"1:_a b\"", "for=\"1:_a:b\"", "for=\":80\"",
            "for=\"1:80:80\"", "proto=http;Proto=https", "host=a;host=b", "by=1;by=2", "for=1;;proto=http", ";for=1",
            "for=1\n", "for=\"\u{E9}\"", "for=\"1\"2", "by=\"1:x\"", "by=\"\"",
        ]
    )
    func malformedFieldsAreIgnored(field: String) {
        #expect(text(field) == nil, "\(field)")
    }

    @Test("At most 64 elements are read")
    func elementCountIsLimited() {
        func field(_ count: Int) -> String { (0..<count).map { "for=192.0.2.\($0)" }.joined(separator: ",") }
        #expect(Forwarded(field(64))?.elements.count == 64)
        #expect(Forwarded(field(65)) == nil)
    }
}
