#if Security
    /// What a signed or sealed value is for. A value for one purpose never verifies for another.
    ///
    /// ```swift
    /// extension Purpose { static let unsubscribe = Purpose("unsubscribe") }
    /// ```
    public struct Purpose: Sendable, Hashable {
        /// The name in the derivation of the key.
        let name: String

        /// Creates a purpose of the program.
        ///
        /// - Parameter name: a constant. Do not take it from a client.
        public init(_ name: String) {
            self.name = "app:" + name
        }

        /// Creates a purpose of the library, which differs from all purposes of a program.
        package init(library name: String) {
            self.name = "gatehouse:" + name
        }
    }
#endif
