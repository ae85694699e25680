import GatewayInterface
import Testing

@testable import GatehouseCore

@Suite("Parsing the field Forwarded")
struct ForwardedTests {
    /// The elements from the right.
    private func text(_ field: String) -> String {
        var forwarded = Forwarded(Array(field.utf8)[...])
        var elements: [String] = []
        while let element = forwarded.next() {
            let scheme = element.isSecure.map { $0 ? "https" : "http" }
            elements.append("\(element.client?.description ?? "-") \(scheme ?? "-") \(element.host ?? "-")")
        }
        return elements.joined(separator: "|")
    }

    @Test(
        "Well-formed fields are parsed from the right",
        arguments: [
            ("for=192.0.2.43", "192.0.2.43 - -"), ("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17 - -"),
            ("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60 http -"),
            ("for=192.0.2.43, for=198.51.100.17", "198.51.100.17 - -|192.0.2.43 - -"),
            ("for=\"192.0.2.1:80\" ; PROTO=HTTPS; host=\"example.com:8080\"", "192.0.2.1 https example.com:8080"),
            ("for=unknown", "- - -"), ("for=_SEVKISEK;proto=https", "- https -"),
            ("for=\"192.0.2.1:_p1\"", "192.0.2.1 - -"),
            ("for=192.0.2.1\t;\tproto=https\t,\tfor=_b", "- - -|192.0.2.1 https -"),
            ("by=\"[::1]:_p\";for=\"[::1]:80\"", "::1 - -"), ("for=\"[::ffff:1.2.3.4]\"", "1.2.3.4 - -"),
            ("for=\"[fe80::1%eth0]:80\"", "fe80::1 - -"), ("for=\"2001:db8::1\"", "2001:db8::1 - -"),
            ("host=\"a\\\"b,c;d\"", "- - a\"b,c;d"), ("host=\"a\\\\\", for=192.0.2.1", "192.0.2.1 - -|- - a\\"),
            ("host=\"a\\\\\\\",\"", "- - a\\\","), ("secret=x;for=192.0.2.1", "192.0.2.1 - -"),
            ("for=\"192.0.2\\.1\"", "192.0.2.1 - -"), ("proto=ftp", "- http -"), ("proto=httpsx", "- http -"),
            // A pair or an element may be missing.
            ("for=192.0.2.1;", "192.0.2.1 - -"), (";for=192.0.2.1", "192.0.2.1 - -"),
            ("for=192.0.2.1;;proto=http", "192.0.2.1 http -"), ("for=192.0.2.1,", "192.0.2.1 - -"),
            (",for=192.0.2.1", "192.0.2.1 - -"), ("for=::1, ,\t,for=192.0.2.1 , ", "192.0.2.1 - -|- - -"), ("", ""),
            (",", ""), (" , ", ""), (";", "- - -"),
        ]
    )
    func wellFormedFieldsAreParsed(field: String, expected: String) {
        #expect(text(field) == expected)
    }

    @Test(
        "A malformed element is ignored",
        arguments: [
            "for", "for=", "=x", "for=\"", "for=\"x", "for=1;for=2", "proto=https;PROTO=https", "for=[::1]",
            "proto=https x", "for=1.2.3.4 proto=https", "proto=\"a\nb\"", "for=\u{E9}", "for:192.0.2.1",
            "for 192.0.2.1", "for =1.2.3.4", "for= 1.2.3.4", "proto=", "proto=;for=1.2.3.4", "host=\"a\\\u{1}\"",
            "host=\"a\\", "for=1.2.3.4;host=\"\u{E9}\"", "for=\"1.2.3.4\"2", "host=a;host=b", "for=1.2.3.4\n",
            "proto=https;by=", "for=1.2.3.4:80",
        ]
    )
    func malformedElementsAreIgnored(field: String) {
        #expect(text(field) == "- - -", "\(field)")
    }

    @Test("No prefix changes the last element")
    func prefixesChangeNothing() {
        var generator = SeededGenerator(seed: propertySeed)
        let alphabet = Array("\",;=\\ \tfor=192.0.2.9proto[]:%_\u{E9}\n".utf8)
        let last = "for=\"[2001:db8::1]:80\";proto=https;host=\"a\\\"\\\\,b\""
        for _ in 0..<20_000 {
            let prefix = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            var forwarded = Forwarded((prefix + Array(", \(last)".utf8))[...])
            let element = forwarded.next()
            #expect(element?.client?.description == "2001:db8::1" && element?.isSecure == true)
            #expect(element?.host == "a\"\\,b")
        }
    }
}
