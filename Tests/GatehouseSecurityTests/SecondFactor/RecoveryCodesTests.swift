#if Security
    import Gatehouse
    @testable import GatehouseSecurity
    import TestSupport
    import Testing

    /// Recovery codes and their hashes.
    @Suite
    struct RecoveryCodesTests {
        @Test
        func tenCodesWith60Bits() {
            let codes = RecoveryCodes()
            #expect(codes.texts.count == 10)
            #expect(Set(codes.texts).count == 10)
            for text in codes.texts {
                #expect(text.wholeMatch(of: /[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}/) != nil)
                #expect(RecoveryCodes.read(text) == Array(text.replacing("-", with: "").utf8))
            }
            // Each of the 12 places has random characters. With 200 codes, fewer than 20 different ones are impossible in
            // practice.
            let many = (0..<20).flatMap { _ in RecoveryCodes().texts }
            for place in [0, 1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13] {
                #expect(Set(many.map { Array($0)[place] }).count > 20)
            }
        }

        @Test
        func nothingPrintsThem() {
            let codes = RecoveryCodes()
            var text = "\(codes) \(String(reflecting: codes)) \([codes])"
            #expect(text == "<recovery codes> <recovery codes> [<recovery codes>]")
            dump(codes, to: &text)
            #expect(!text.contains(codes.texts[0]))
        }

        @Test
        func codeIsReadAsPeopleWriteIt() {
            let code = Array("7k2m0qxd91vt".utf8)
            for text in ["7k2m-0qxd-91vt", "7K2M0QXD91VT", "7k2m oqxd 9ivt", " 7-k-2-m-0-q-x-d-9-L-v-t "] {
                #expect(RecoveryCodes.read(text) == code)
            }
        }

        @Test(arguments: [
            "", "-", "7k2m-0qxd-91v", "7k2m-0qxd-91vtt", "7k2m-0qxd-91vu", "7k2m-0qxd-91v\u{E9}",
            "7k2m\u{2013}0qxd-91vt",
            "7k2m-0qxd-91v\0", "7k2m-0qxd-91vt                   ",
        ])
        func otherTextsAreNoCodes(text: String) {
            #expect(RecoveryCodes.read(text) == nil)
            #expect(RecoveryCodes.read(text + String(repeating: " ", count: 1_000_000)) == nil)
        }

        @Test
        func textOfTheHashesIsCanonical() throws {
            let cost = try #require(PasswordCost(checking: 64, passes: 1, lanes: 1))
            let hashes = RecoveryHashes(
                cost: cost, salt: .random(16), outputs: [.random(16), .random(16), .random(16)])
            #expect(RecoveryHashes(hashes.text.utf8) == hashes)
            for text in Hostile.variants(of: hashes.text) {
                guard let changed = RecoveryHashes(text.utf8) else { continue }
                #expect(Array(changed.text.utf8) == Array(text.utf8))
                #expect(changed != hashes)
            }
            let empty = RecoveryHashes(cost: cost, salt: .random(16), outputs: [])
            #expect(RecoveryHashes(empty.text.utf8) == empty)
            let most = RecoveryHashes(
                cost: cost, salt: .random(16), outputs: (0..<10).map { _ in .random(16) })
            #expect(RecoveryHashes(most.text.utf8) == most)
            #expect(RecoveryHashes((most.text + "$" + PHCBase64.encode(.random(16))).utf8) == nil)
            #expect(RecoveryHashes((most.text + String(repeating: "$", count: 1000)).utf8) == nil)
        }
    }
#endif
