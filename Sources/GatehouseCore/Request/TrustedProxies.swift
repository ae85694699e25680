internal import GatewayInterface

/// The proxies that may state where a request comes from.
///
/// Any client can send `X-Forwarded-For`. The gate reads such fields only if the connection comes from one of these
/// proxies. It reads them from the right, as far as trusted proxies wrote them. Values that a client put in front have
/// no effect.
///
/// ```swift
/// gate.configuration.proxies = TrustedProxies(at: "10.0.0.0/8")
/// gate.configuration.proxies = TrustedProxies(at: "10.0.0.7", fields: .forwarded, claims: [.client, .scheme, .host])
/// ```
///
/// Proxies are identified by address and are not counted. A count would also apply to a client that reaches the web
/// server directly.
public struct TrustedProxies: Sendable, Hashable {
    /// The header fields that the proxies write.
    public struct Fields: Sendable, Hashable {
        let isStandard: Bool

        /// `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`, as most proxies write them.
        public static let xForwarded = Fields(isStandard: false)

        /// `Forwarded` (RFC 7239).
        public static let forwarded = Fields(isStandard: true)
    }

    /// The statements of the proxies that the gate uses. Every listed proxy must write the field of each claim or
    /// remove the client's field; many proxies forward fields that they do not write.
    public struct Claims: OptionSet, Sendable, Hashable {
        /// The claims as bits.
        public let rawValue: Int

        /// Creates claims from their bits.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// The client's address: `X-Forwarded-For`, or `for`. Without this claim, the client of a listed proxy is
        /// unknown, and only the nearest proxy is trusted.
        public static let client = Claims(rawValue: 1)

        /// Whether the client used HTTPS: `X-Forwarded-Proto`, or `proto`.
        public static let scheme = Claims(rawValue: 2)

        /// The host of the client's request: `X-Forwarded-Host`, or `host`.
        public static let host = Claims(rawValue: 4)
    }

    let ranges: [AddressRange]
    let fields: Fields
    let claims: Claims
    let problems: [String]

    /// Trusts no proxy and reads no such fields.
    public static let none = TrustedProxies(at: [], fields: .xForwarded)

    /// Proxies at these addresses.
    ///
    /// - Parameters:
    ///   - addresses: addresses and ranges, such as `10.0.0.7`, `10.0.0.0/8` and `fd00::/8`.
    ///   - fields: the fields that the proxies write. Only these are read, because a proxy forwards other fields as the
    ///     client wrote them.
    ///   - claims: the statements to use; defaults to client and scheme. Most proxies keep `Host` unchanged and write
    ///     no other field for it, so a client could write `X-Forwarded-Host`.
    public init(at addresses: String..., fields: Fields = .xForwarded, claims: Claims = [.client, .scheme]) {
        self.init(at: addresses, fields: fields, claims: claims)
    }

    /// Proxies at these addresses.
    ///
    /// - Parameters:
    ///   - addresses: addresses and ranges, such as `10.0.0.7`, `10.0.0.0/8` and `fd00::/8`.
    ///   - fields: the fields that the proxies write.
    ///   - claims: the statements to use; defaults to client and scheme.
    public init(at addresses: [String], fields: Fields = .xForwarded, claims: Claims = [.client, .scheme]) {
        var ranges: [AddressRange] = []
        var problems: [String] = []
        for address in addresses {
            do throws(AddressRangeError) {
                ranges.append(try AddressRange(address))
            } catch {
                problems.append("proxies: \(error)")
            }
        }
        if !addresses.isEmpty, claims.intersection([.client, .scheme, .host]).isEmpty {
            problems.append("proxies: the list of claims is empty; add a claim, or remove the proxies")
        }
        self.ranges = ranges
        self.problems = problems
        self.fields = fields
        self.claims = claims
    }

    func contains(_ address: IPAddress) -> Bool {
        ranges.contains { $0.contains(address) }
    }
}
