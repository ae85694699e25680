/// Why a set of parameters was refused.
public struct ParametersError: Error, Sendable, Equatable {
    /// The kind of refusal.
    public struct Code: Sendable, Hashable {
        private enum Storage: String, Sendable {
            case malformedName
            case malformedPair
            case nulByte
            case duplicate
            case tooMany
            case tooLarge
        }

        private let storage: Storage

        /// A name is empty or holds "=".
        public static var malformedName: Self { Self(storage: .malformedName) }
        /// The bytes end inside a pair.
        public static var malformedPair: Self { Self(storage: .malformedPair) }
        /// A name or a value holds a NUL byte.
        public static var nulByte: Self { Self(storage: .nulByte) }
        /// A name comes twice.
        public static var duplicate: Self { Self(storage: .duplicate) }
        /// There are more pairs than ``ParameterLimits/count``.
        public static var tooMany: Self { Self(storage: .tooMany) }
        /// Names and values are longer than ``ParameterLimits/bytes`` together.
        public static var tooLarge: Self { Self(storage: .tooLarge) }

        fileprivate var text: String { storage.rawValue }
    }

    /// The kind of refusal.
    public let code: Code

    /// The name that it is about, where there is one.
    public let name: String?

    package init(_ code: Code, name: String? = nil) {
        self.code = code
        self.name = name
    }

    /// Two errors are equal when their codes are.
    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code
    }
}

extension ParametersError: CustomStringConvertible {
    /// The refusal in one line.
    public var description: String {
        guard let name else { return "parameters refused: \(code.text)" }
        return "parameters refused: \(code.text) (\(LogText.quoted(name.utf8)))"
    }
}
