#if Security
    /// The hash of a password, for storage: Argon2id in the PHC string format.
    ///
    /// ```text
    /// $argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
    /// ```
    ///
    /// ``PasswordHasher`` creates and verifies hashes. Hashes of other programs with other parameters verify too.
    public struct PasswordHash: Sendable, Hashable {
        /// The cost with which it was computed.
        let cost: PasswordCost
        let salt: [UInt8]
        let output: [UInt8]

        /// The longest text.
        private static let longest = 256

        init(cost: PasswordCost, salt: [UInt8], output: [UInt8]) {
            self.cost = cost
            self.salt = salt
            self.output = output
        }

        /// Reads a PHC string.
        ///
        /// The result is `nil` for anything but the canonical text of an Argon2id hash, version 19, with a salt of 8 to
        /// 64 bytes and an output of 16 to 64 bytes. It is also `nil` for a hash that needs more than 128 MiB, more than
        /// 16 passes or lanes, or more than 1 GiB of memory times passes.
        public init?(_ text: String) {
            self.init(Array(text.utf8)[...])
        }

        /// Reads the bytes of a PHC string.
        init?(_ text: ArraySlice<UInt8>) {
            guard text.count <= Self.longest else { return nil }
            let parts = text.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
            guard parts.count == 6, parts[0].isEmpty, parts[1].elementsEqual("argon2id".utf8),
                parts[2].elementsEqual("v=19".utf8), let cost = Self.cost(parts[3]),
                let salt = PHCBase64.decode(parts[4]), let output = PHCBase64.decode(parts[5]),
                (8...64).contains(salt.count), (16...64).contains(output.count)
            else { return nil }
            self.init(cost: cost, salt: salt, output: output)
        }

        /// The PHC string, of at most 256 bytes. It is secret: it allows guesses without a limit.
        public var text: String {
            "$argon2id$v=19$\(cost.text)$\(PHCBase64.encode(salt))$\(PHCBase64.encode(output))"
        }

        static func cost(_ text: some Collection<UInt8>) -> PasswordCost? {
            let parts = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            guard parts.count == 3, let memory = number(parts[0], "m="), let passes = number(parts[1], "t="),
                let lanes = number(parts[2], "p=")
            else { return nil }
            return PasswordCost(checking: memory, passes: passes, lanes: lanes)
        }

        /// Reads a parameter such as `m=19456`. Its number is decimal, without leading zeros, and has at most 7 digits.
        private static func number(_ text: some Collection<UInt8>, _ start: String) -> Int? {
            guard text.starts(with: start.utf8) else { return nil }
            return CanonicalNumber.read(text.dropFirst(start.utf8.count), digits: 7).map(Int.init)
        }
    }

    extension PasswordCost {
        /// The parameters of the PHC string.
        var text: String { "m=\(kibibytes),t=\(passes),p=\(lanes)" }
    }

    extension PasswordHash: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        /// `<password hash>`.
        public var description: String { "<password hash>" }

        /// `<password hash>`.
        public var debugDescription: String { "<password hash>" }

        /// An empty mirror, so that `dump` shows nothing.
        public var customMirror: Mirror { Mirror(self, children: [:]) }
    }
#endif
