#if Security
    internal import GatehouseCore

    /// A value that cannot be stored, or a store that cannot be read or changed, for example because the disk is full.
    ///
    /// If a handler or a rule throws it, the client gets a 503 with `Retry-After`, and the log has the description.
    public struct StoreError: Error, CustomStringConvertible {
        /// What kind of failure it is.
        public enum Kind: Sendable, Hashable {
            /// Another person has the name.
            case nameTaken
            /// The name is empty or too long.
            case invalidName
            /// The store cannot be used, or it is full.
            case unavailable
        }

        /// What kind of failure it is, to choose a message for the person.
        public let kind: Kind

        /// What failed, where, and why. It contains no secret.
        public let description: String

        package init(_ description: String, kind: Kind = .unavailable) {
            self.kind = kind
            self.description = description
        }
    }

    extension StoreError: UnavailableError {}
#endif
