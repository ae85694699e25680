#if Security
    internal import Crypto
    internal import GatewayInterface

    /// One-time codes with six digits: HOTP (RFC 4226) over steps of 30 seconds, TOTP (RFC 6238), with HMAC-SHA-1.
    enum OneTimeCode {
        /// The length of a step in seconds.
        static let period: Int64 = 30

        /// The code of a step.
        static func code(_ secret: [UInt8], step: Int64) -> UInt32 {
            truncated(secret, step) % 1_000_000
        }

        /// The 31 bits that the HMAC selects (RFC 4226, section 5.3).
        static func truncated(_ secret: [UInt8], _ step: Int64) -> UInt32 {
            let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * Int64($0))) }
            let code = Array(
                HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
            let offset = Int(code[19] & 15)
            return code[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        }

        /// The step of a code, among the current step, the one before and the one after; `nil` if none has it.
        ///
        /// All three are computed and compared without a branch. If two of them have the same code, the later one counts, so
        /// that the code cannot be used again.
        static func step(of code: UInt32, _ secret: [UInt8], at time: Timestamp) -> Int64? {
            guard time.secondsSince1970 >= period else { return nil }
            let now = time.secondsSince1970 / period
            var match: Int64 = -1
            for step in now - 1...now + 1 {
                let difference = UInt64(Self.code(secret, step: step) ^ code)
                // All bits are 1 if there is no difference, otherwise 0.
                let mask = Int64(bitPattern: 0 &- ((difference &- 1) >> 63))
                match = match & ~mask | step & mask
            }
            return match < 0 ? nil : match
        }

        /// Reads the code that somebody has entered: six digits, with spaces anywhere; `nil` for any other text.
        static func read(_ text: String) -> UInt32? {
            guard text.utf8.count <= 16 else { return nil }
            let digits = text.utf8.filter { $0 != UInt8(ascii: " ") }
            guard digits.count == 6, digits.allSatisfy(\.isASCIIDigit) else { return nil }
            return digits.reduce(0) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) }
        }
    }
#endif
