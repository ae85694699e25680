#if Security
    /// Why a signed or sealed value was treated as absent, for the log. The client learns none of it.
    package enum ValueProblem: Error, Sendable, Hashable, CustomStringConvertible {
        /// Not a text that the library writes.
        case malformed
        /// Signed with a key that the program does not have.
        case unknownKey
        /// Changed, or made for another purpose.
        case forged
        /// Valid until a moment that has passed.
        case expired
        /// Valid, but its content does not decode as the expected type.
        case undecodable

        package var description: String {
            switch self {
            case .malformed: "malformed"
            case .unknownKey: "signed with an unknown key"
            case .forged: "forged, or for another purpose"
            case .expired: "expired"
            case .undecodable: "not of the expected type"
            }
        }
    }

    /// A value that cannot be signed or sealed: ``Keys``.
    public struct ValueError: Error, CustomStringConvertible {
        /// What is wrong.
        public let description: String

        init(_ description: String) {
            self.description = description
        }
    }
#endif
