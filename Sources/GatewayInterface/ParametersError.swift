/// The reason why a set of parameters is refused.
public struct ParametersError: Error, Sendable, Equatable {
    /// The kind of error.
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

        /// A name is empty or contains "=".
        public static var malformedName: Self { Self(storage: .malformedName) }
        /// The bytes end inside a pair.
        public static var malformedPair: Self { Self(storage: .malformedPair) }
        /// A name or a value contains a NUL byte.
        public static var nulByte: Self { Self(storage: .nulByte) }
        /// A name occurs twice, and is not that of a header field with a list.
        public static var duplicate: Self { Self(storage: .duplicate) }
        /// There are more pairs than ``ParameterLimits/count``.
        public static var tooMany: Self { Self(storage: .tooMany) }
        /// The total size of names and values is larger than ``ParameterLimits/bytes``.
        public static var tooLarge: Self { Self(storage: .tooLarge) }
        /// A name or a value contains more than 30 combining marks in a row. Such text is not in the Stream-Safe Text
        /// Format (UAX #15, section 13), and comparisons would not take linear time.
        public static var tooManyMarks: Self { Self(storage: .tooManyMarks) }
    }

    /// The kind of error.
    public let code: Code

    /// The name of the parameter, if there is one.
    public let name: String?

    /// The limit, if one was exceeded.
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
    /// The error in one line, with the name or the limit.
    public var description: String {
        let name = name.map { " (\(LogText.quoted($0.utf8)))" } ?? ""
        let limit = limit.map(String.init) ?? "the allowed"
        return switch code.storage {
        case .malformedName: "a parameter name is empty or contains \"=\"\(name)"
        case .malformedPair: "the parameters end inside a pair"
        case .nulByte: "a parameter contains a NUL byte\(name)"
        case .tooManyMarks: "a parameter \(ClientTextError.tooManyMarks)\(name)"
        case .duplicate: "duplicate parameter\(name)"
        case .tooMany: "more than \(limit) parameters (\(Self.settings("headerCountLimit", "count")))"
        case .tooLarge: "more than \(limit) bytes of parameters (\(Self.settings("headerByteLimit", "bytes")))"
        }
    }

    /// The two settings of a limit: of a gate, and of a program that uses the binding without a gate.
    private static func settings(_ gate: String, _ server: String) -> String {
        "gate.configuration.\(gate), or ServerConfiguration.parameterLimits.\(server)"
    }
}
