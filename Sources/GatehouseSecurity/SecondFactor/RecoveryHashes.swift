#if Security
    internal import SecurityLibraries

    /// The hashes of the recovery codes that are left.
    ///
    /// They are Argon2id hashes like those of passwords, with one salt for all, so that a code is checked with one hash.
    struct RecoveryHashes: Sendable, Hashable {
        let cost: PasswordCost
        let salt: [UInt8]
        private(set) var outputs: [[UInt8]]

        private static let saltLength = 16
        private static let outputLength = 16

        /// Hashes new codes, one after another on one thread.
        static func hash(_ codes: RecoveryCodes, with hasher: PasswordHasher) async throws -> RecoveryHashes {
            let characters = codes.texts.compactMap(RecoveryCodes.read)
            let cost = hasher.cost
            return try await hasher.run { () throws(Argon2.Failure) in
                let salt = [UInt8].random(saltLength)
                var outputs: [[UInt8]] = []
                for code in characters {
                    outputs.append(try cost.hash(code, salt: salt, length: outputLength))
                }
                return RecoveryHashes(cost: cost, salt: salt, outputs: outputs)
            }
        }

        /// The hashes without that of a code; `nil` if no hash is that of the code.
        func removing(_ code: String, with hasher: PasswordHasher) async throws -> RecoveryHashes? {
            guard let characters = RecoveryCodes.read(code) else { return nil }
            let (cost, salt) = (cost, salt)
            let output = try await hasher.run { () throws(Argon2.Failure) in
                try cost.hash(characters, salt: salt, length: Self.outputLength)
            }
            var rest = self
            rest.outputs.removeAll { $0.isEqualInConstantTime(to: output) }
            return rest.outputs.count < outputs.count ? rest : nil
        }
    }

    extension RecoveryHashes {
        /// The text: cost, salt and outputs, separated by "$". Not empty even without codes.
        var text: String {
            ([cost.text, PHCBase64.encode(salt)] + outputs.map(PHCBase64.encode)).joined(separator: "$")
        }

        /// Reads ``text``; `nil` for any other text.
        init?(_ text: some Collection<UInt8>) {
            let parts = text.split(
                separator: UInt8(ascii: "$"), maxSplits: RecoveryCodes.count + 2, omittingEmptySubsequences: false)
            guard (2...RecoveryCodes.count + 2).contains(parts.count), let cost = PasswordHash.cost(parts[0]),
                let salt = PHCBase64.decode(parts[1]), salt.count == Self.saltLength
            else { return nil }
            var outputs: [[UInt8]] = []
            for part in parts.dropFirst(2) {
                guard let output = PHCBase64.decode(part), output.count == Self.outputLength else { return nil }
                outputs.append(output)
            }
            self.init(cost: cost, salt: salt, outputs: outputs)
        }
    }
#endif
