/// Why a set of parameters was refused.
public struct ParametersError: Error, Sendable, Equatable {
    /// The kind of refusal.
    public struct Code: Sendable, Hashable {
        fileprivate enum Storage: Sendable {
            case malformedName
            case malformedPair
            case nulByte
            case duplicate
            case tooMany
            case tooLarge
            case tooManyMarks
        }

        fileprivate let storage: Storage

        /// A name is empty or holds "=".
        public static var malformedName: Self { Self(storage: .malformedName) }
        /// The bytes end inside a pair.
        public static var malformedPair: Self { Self(storage: .malformedPair) }
        /// A name or a value holds a NUL byte.
        public static var nulByte: Self { Self(storage: .nulByte) }
        /// A name comes twice, and is not that of a header field with a list.
        public static var duplicate: Self { Self(storage: .duplicate) }
        /// There are more pairs than ``ParameterLimits/count``.
        public static var tooMany: Self { Self(storage: .tooMany) }
        /// Names and values are longer than ``ParameterLimits/bytes`` together.
        public static var tooLarge: Self { Self(storage: .tooLarge) }
        /// A name or a value holds more than 30 combining marks in a row: text that is not in the Stream-Safe Text Format
        /// (UAX #15, section 13), for which no comparison of strings costs linear time.
        public static var tooManyMarks: Self { Self(storage: .tooManyMarks) }
    }

    /// The kind of refusal.
    public let code: Code

    /// The name that it is about, where there is one.
    public let name: String?

    /// The limit that was passed, where it is one.
    private let limit: Int?

    package init(_ code: Code, name: String? = nil, limit: Int? = nil) {
        self.code = code
        self.name = name
        self.limit = limit
    }

    /// Two errors are equal when their codes are.
    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code
    }
}

extension ParametersError: CustomStringConvertible {
    /// The refusal in one line, with the name or the limit that it is about.
    public var description: String {
        let name = name.map { " (\(LogText.quoted($0.utf8)))" } ?? ""
        let limit = limit.map(String.init) ?? "the allowed"
        return switch code.storage {
        case .malformedName: "a parameter's name is empty or holds \"=\"\(name)"
        case .malformedPair: "the parameters end inside a pair"
        case .nulByte: "a parameter holds a NUL byte\(name)"
        case .tooManyMarks: "a parameter \(ClientTextError.tooManyMarks)\(name)"
        case .duplicate: "a parameter comes twice\(name)"
        case .tooMany: "more than \(limit) parameters (\(Self.settings("headerCountLimit", "count")))"
        case .tooLarge: "parameters of more than \(limit) bytes together (\(Self.settings("headerByteLimit", "bytes")))"
        }
    }

    /// The two places where a limit is set: that of a gate, and that of a handler of the binding's own.
    private static func settings(_ gate: String, _ server: String) -> String {
        "gate.configuration.\(gate), or ServerConfiguration.parameterLimits.\(server)"
    }
}
