#if Security
    extension [UInt8] {
        /// Random bytes of the system (getrandom(2)).
        static func random(_ count: Int) -> [UInt8] {
            var generator = SystemRandomNumberGenerator()
            return (0..<count).map { _ in generator.next() }
        }

        /// Whether two texts of bytes are equal. The time depends only on their lengths.
        @inline(never)
        func isEqualInConstantTime(to other: [UInt8]) -> Bool {
            guard count == other.count else { return false }
            var difference: UInt8 = 0
            for index in indices { difference |= self[index] ^ other[index] }
            return difference == 0
        }
    }
#endif
