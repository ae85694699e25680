#if Security
    /// Which requests a limit counts together: `.client`, `.route`, or `[.client, .route]`.
    ///
    /// `[]` counts all requests together.
    public struct LimitKey: OptionSet, Sendable {
        /// The options as bits.
        public let rawValue: UInt8

        /// Creates options from bits.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// Each client is counted for itself, by its address: `Request/clientAddress`.
        ///
        /// An IPv6 address counts as its /64 network, because a client can choose any address in it. All clients whose
        /// address is unknown are counted together. Behind a proxy that `GateConfiguration/proxies` does not name, all
        /// clients have one address.
        public static let client = LimitKey(rawValue: 1)

        /// Each route is counted for itself, by its method and its path.
        public static let route = LimitKey(rawValue: 2)
    }
#endif
