#if Security
    internal import GatewayInterface

    /// Decimal numbers with exactly one text for each number.
    enum CanonicalNumber {
        /// Reads a number; `nil` for a sign, a leading zero, another character, or more digits than allowed.
        static func read(_ text: some Collection<UInt8>, digits: Int) -> Int64? {
            guard !text.isEmpty, text.count <= min(digits, 18) else { return nil }
            guard text.count == 1 || text.first != UInt8(ascii: "0") else { return nil }
            var number: Int64 = 0
            for byte in text {
                guard byte.isASCIIDigit else { return nil }
                number = number * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            return number
        }
    }
#endif
