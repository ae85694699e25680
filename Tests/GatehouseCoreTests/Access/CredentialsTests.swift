import GatewayInterface
import Testing

@testable import GatehouseCore

@Suite("Credentials in the field Authorization")
struct CredentialsTests {
    /// A second implementation of Base64 that uses a table of all groups.
    private func encoded(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                text.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : "=")
            }
        }
        return text
    }

    /// Credentials that decode to other bytes would deny their owner or allow another user.
    @Test("Base64 decodes what an encoder wrote, for every byte in every position")
    func base64DecodesEveryByte() {
        var generator = SeededGenerator(seed: propertySeed)
        for count in 0..<70 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            #expect(Base64.decoded(encoded(bytes).utf8) == bytes)
        }
        for byte in UInt8.min ... .max {
            for bytes in [[byte], [7, byte], [7, 7, byte], [7, 7, 7, byte]] {
                #expect(Base64.decoded(encoded(bytes).utf8) == bytes)
            }
        }
        #expect(
            Base64.decoded("TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcmsu".utf8) == Array("Many hands make light work.".utf8))
    }

    /// With two spellings a counter of failed attempts would count one user as two.
    @Test("Base64 accepts exactly one text for each byte string")
    func base64IsCanonical() {
        let characters = Array("ABg/+-_= \n=".utf8)
        var found: [[UInt8]: [UInt8]] = [:]
        func walk(_ text: [UInt8]) {
            if let bytes = Base64.decoded(text) {
                #expect(found.updateValue(text, forKey: bytes) == nil)
                #expect(Array(encoded(bytes).utf8) == text)
            }
            guard text.count < 4 else { return }
            for character in Set(characters) { walk(text + [character]) }
        }
        walk([])
        #expect(found.count > 100)
        for text in [
            "=", "==", "====", "A", "AA", "AAA", "A===", "AA=A", "AB==", "AAB=", "AAAA=", "AAAA====", "AA==AAAA",
            "ÄAAA",
        ] {
            #expect(Base64.decoded(text.utf8) == nil, "\(text)")
        }
    }

    /// The response to a partly correct guess must not differ.
    @Test("A fixed secret matches only itself: no other byte and no other length")
    func fixedSecretMatchesOnlyItself() throws {
        for count in [1, 2, 15, 16, 17, 511, 512] {
            let text = String(repeating: "s", count: count)
            let secret = try #require(FixedSecret(text))
            #expect(secret.matches(text.utf8))
            for place in 0..<count {
                for change in [UInt8(1), 0x80, UInt8(ascii: "s")] {
                    var guess = Array(text.utf8)
                    guess[place] ^= change
                    #expect(!secret.matches(guess), "\(count) \(place)")
                }
            }
            for length in [0, count - 1, count + 1, 512, 513, 1024] where length != count {
                #expect(!secret.matches([UInt8](repeating: UInt8(ascii: "s"), count: length)))
            }
            // The zeros after the secret are not a part of it.
            #expect(!secret.matches(Array(text.utf8) + [0]))
        }
        let zeros = try #require(FixedSecret("a\0"))
        #expect(!zeros.matches("a".utf8))
        #expect(zeros.matches("a\0".utf8))
        #expect(FixedSecret("") == nil)
        #expect(FixedSecret(String(repeating: "s", count: 513)) == nil)
        // Canonically equivalent, but not the same bytes.
        #expect("\u{E9}" == "e\u{301}")
        #expect(try #require(FixedSecret("\u{E9}")).matches("e\u{301}".utf8) == false)
    }

    private func credentials(_ field: String, copy: String? = nil) throws -> BasicCredentials? {
        var values = ["HTTP_AUTHORIZATION": field]
        values["REDIRECT_HTTP_AUTHORIZATION"] = copy
        return try BasicCredentials(parameters(values))
    }

    @Test("Basic credentials are split at the first colon (RFC 7617, section 2)")
    func basicCredentialsAreSplitAtColon() throws {
        for (text, user, password) in [
            ("Aladdin:open sesame", "Aladdin", "open sesame"), ("a:b:c", "a", "b:c"), (":", "", ""), ("a:", "a", ""),
            (":b", "", "b"), ("::", "", ":"), ("test:123£", "test", "123£"), ("e\u{301}:x", "e\u{301}", "x"),
        ] {
            for scheme in ["Basic ", "basic ", "BASIC ", "bAsIc    "] {
                let read = try #require(try credentials(scheme + encoded(Array(text.utf8))), "\(text)")
                #expect(read.user.utf8.elementsEqual(user.utf8))
                #expect(read.password.utf8.elementsEqual(password.utf8))
            }
        }
        // The example in the RFC.
        #expect(try credentials("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")?.user == "Aladdin")
    }

    /// A proxy may parse a malformed field differently.
    @Test("Malformed Basic credentials are refused")
    func malformedBasicIsRefused() throws {
        let good = encoded(Array("a:b".utf8))
        #expect(good == "YTpi")
        for field in [
            "", " ", "Basic", "Basic ", "Basic\tYTpi", " Basic YTpi", "Basic YTpi ", "Basic YTpi YTpi",
            "Basic YTpi,Basic YTpi",
            "Basic YTpi, Basic YTpi", "Basic YT pi", "Basic \tYTpi", "BasicYTpi", "Basic=YTpi", "Basic YTpi=",
            "Basic YTp",
            "Basic YTpi==", "Basic ====", "Basic =YTpi", "Basic \"YTpi\"", "Basic realm=x", "Bearer YTpi",
            "Digest YTpi",
            "Bas ic YTpi", "Basic YTp\u{E9}", "Basic YTpi\u{0}".replacing("\u{0}", with: ""), "YTpi", "B YTpi",
            "Basic_ YTpi",
        ] where field != "Basic YTpi" {
            #expect(try credentials(field) == nil, "\(field)")
        }
        for text in ["ab", "", "a\0:b", "a:b\0", "a\n:b", "a:\r", "\u{7F}:b", "a:\u{85}", "\u{9B}:b", "\t:"] {
            #expect(try credentials("Basic " + encoded(Array(text.utf8))) == nil, "\(text)")
        }
        for bytes in [[0xFF, 0x3A], [0x61, 0x3A, 0xC3], [0xC0, 0x80, 0x3A], [0xED, 0xA0, 0x80, 0x3A]] as [[UInt8]] {
            #expect(try credentials("Basic " + encoded(bytes)) == nil, "\(bytes)")
        }
        #expect(try BasicCredentials(Parameters()) == nil)
    }

    /// Rewrite rules copy the field. If copy and field differ, one of them is not from the client.
    @Test("Only HTTP_AUTHORIZATION counts: a differing copy denies, and a copy without the field allows nothing")
    func differingCopyDenies() throws {
        #expect(try credentials("Basic YTpi", copy: "Basic YTpi") != nil)
        #expect(try credentials("Basic YTpi", copy: "Basic YTpj") == nil)
        #expect(try credentials("Basic YTpi", copy: "") == nil)
        #expect(try credentials("Basic YTpi", copy: "basic YTpi") == nil)
        #expect(try BasicCredentials(parameters(["REDIRECT_HTTP_AUTHORIZATION": "Basic YTpi"])) == nil)
    }

    /// A log with such descriptions would otherwise contain passwords.
    @Test("A description contains the user and never the password")
    func descriptionHidesPassword() throws {
        let read = try #require(try credentials("Basic " + encoded(Array("ada:secret".utf8))))
        var dumped = ""
        dump(read, to: &dumped)
        for text in ["\(read)", String(reflecting: read), dumped] {
            #expect(text.contains("ada"))
            #expect(!text.contains("secret"), "\(text)")
        }
    }
}
