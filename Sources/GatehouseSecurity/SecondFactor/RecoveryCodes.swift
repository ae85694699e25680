#if Security
    /// Ten new recovery codes, each for one sign-in without the authenticator app. Show them once; only hashes are stored.
    ///
    /// A code has 60 random bits in 12 characters: `7k2m-0qxd-9hvt`. The alphabet lacks letters that look like digits or
    /// like each other. When a code is read, case, spaces and "-" make no difference, and "o", "i" and "l" count as digits.
    public struct RecoveryCodes: Sendable {
        /// The codes, for the page.
        public let texts: [String]

        static let count = 10
        private static let length = 12

        /// Creates ten codes.
        public init() {
            texts = (0..<Self.count).map { _ in
                let code = Base32.legible.encode(.random(8)).prefix(Self.length)
                return "\(code.prefix(4))-\(code.dropFirst(4).prefix(4))-\(code.suffix(4))"
            }
        }

        /// The canonical characters of a code that somebody has entered; `nil` for any other text.
        static func read(_ text: String) -> [UInt8]? {
            guard text.utf8.count <= 32 else { return nil }
            let characters = text.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }
            // 16 characters are 10 bytes, so the text is decoded with a fixed end.
            guard characters.count == length,
                let bytes = Base32.legible.decode(characters + Array("0000".utf8))
            else { return nil }
            return Array(Base32.legible.encode(bytes).utf8.prefix(length))
        }
    }

    extension RecoveryCodes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        /// `<recovery codes>`.
        public var description: String { "<recovery codes>" }

        /// `<recovery codes>`.
        public var debugDescription: String { "<recovery codes>" }

        /// An empty mirror, so that `dump` shows nothing.
        public var customMirror: Mirror { Mirror(self, children: [:]) }
    }
#endif
