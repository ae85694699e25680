#if Security
    /// The cost of one Argon2id hash (RFC 9106): memory and passes.
    public struct PasswordCost: Sendable, Hashable {
        /// The memory in KiB.
        public let kibibytes: Int

        /// The number of passes over the memory.
        public let passes: Int

        /// The number of lanes, which are computed one after another. New hashes have 1.
        let lanes: Int

        /// 19 MiB and 2 passes, as OWASP recommends. One hash takes 30 to 50 ms of processor time.
        public static let standard = PasswordCost(stored: 19456, passes: 2, lanes: 1)

        /// The most memory of a hash: 128 MiB.
        static let mostKibibytes = 128 * 1024

        /// The most memory times passes of a hash: 1 GiB.
        static let mostWork = 1024 * 1024

        /// Creates a cost.
        ///
        /// - Parameters:
        ///   - kibibytes: the memory in KiB, 7,168 to 131,072.
        ///   - passes: the number of passes, 1 to 16.
        /// - Throws: ``PasswordCostError`` if the cost is below OWASP's minimum, memory times passes of 35 MiB, or above
        ///   the limits: 128 MiB, and memory times passes of 1 GiB.
        public init(kibibytes: Int, passes: Int) throws(PasswordCostError) {
            guard (7168...Self.mostKibibytes).contains(kibibytes), (1...16).contains(passes),
                (35 * 1024...Self.mostWork).contains(kibibytes * passes)
            else { throw PasswordCostError(kibibytes: kibibytes, passes: passes) }
            self.init(stored: kibibytes, passes: passes, lanes: 1)
        }

        /// The cost of a stored hash; `nil` above the limits, so that a stored text cannot exhaust memory or time.
        init?(checking kibibytes: Int, passes: Int, lanes: Int) {
            guard (1...16).contains(lanes), (8 * lanes...Self.mostKibibytes).contains(kibibytes),
                (1...16).contains(passes), kibibytes * passes <= Self.mostWork
            else { return nil }
            self.init(stored: kibibytes, passes: passes, lanes: lanes)
        }

        private init(stored kibibytes: Int, passes: Int, lanes: Int) {
            self.kibibytes = kibibytes
            self.passes = passes
            self.lanes = lanes
        }
    }

    /// A cost that is too low for security or too high for a server.
    public struct PasswordCostError: Error, CustomStringConvertible {
        let kibibytes: Int
        let passes: Int

        /// What is wrong, and what to do.
        public var description: String {
            "a password cost of \(kibibytes) KiB and \(passes) passes is out of range; use 7168 to 131072 KiB and 1 to 16 "
                + "passes, with a product of 35840 to 1048576, or .standard"
        }
    }
#endif
