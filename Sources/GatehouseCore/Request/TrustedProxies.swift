internal import GatewayInterface

/// Proxies whose word is taken for where a request comes from.
///
/// Anybody can write `X-Forwarded-For` into a request. The fields are read only when the connection comes from a proxy that
/// is named here, and then from the right: as far as named proxies wrote them. What a client put in front changes nothing.
///
/// ```swift
/// gate.configuration.proxies = TrustedProxies(at: "10.0.0.0/8")
/// gate.configuration.proxies = TrustedProxies(at: "10.0.0.7", fields: .forwarded, claims: [.client, .scheme, .host])
/// ```
///
/// Proxies are named by their addresses and not counted: a count would hold for a client that reaches the web server past
/// one of them, too.
public struct TrustedProxies: Sendable, Hashable {
    /// The fields by which proxies tell.
    public struct Fields: Sendable, Hashable {
        let isStandard: Bool

        /// `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`, as most proxies write them.
        public static let xForwarded = Fields(isStandard: false)

        /// `Forwarded` (RFC 7239).
        public static let forwarded = Fields(isStandard: true)
    }

    /// What is believed of that which the proxies say. Every named proxy has to write the field of each claim, or to remove
    /// the client's: many pass a field on that they do not write.
    public struct Claims: OptionSet, Sendable, Hashable {
        /// The claims as bits.
        public let rawValue: Int

        /// Creates claims from their bits.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// The address of the client: `X-Forwarded-For`, or `for`. Without it the client of a named proxy is unknown, and
        /// only the nearest proxy is believed.
        public static let client = Claims(rawValue: 1)

        /// Whether the client used HTTPS: `X-Forwarded-Proto`, or `proto`.
        public static let scheme = Claims(rawValue: 2)

        /// The host that the client asked for: `X-Forwarded-Host`, or `host`.
        public static let host = Claims(rawValue: 4)
    }

    let ranges: [AddressRange]
    let fields: Fields
    let claims: Claims
    let problems: [String]

    /// No proxy is trusted; what such fields say is not read.
    public static let none = TrustedProxies(at: [], fields: .xForwarded)

    /// Proxies at these addresses.
    ///
    /// - Parameters:
    ///   - addresses: `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`.
    ///   - fields: those that the proxies write. Only these are read: a proxy passes the others on as a client wrote them.
    ///   - claims: what is believed; defaults to client and scheme. Most proxies keep `Host` as it is and write no other
    ///     field for it, so that a client could write `X-Forwarded-Host`.
    public init(at addresses: String..., fields: Fields = .xForwarded, claims: Claims = [.client, .scheme]) {
        self.init(at: addresses, fields: fields, claims: claims)
    }

    /// Proxies at these addresses.
    ///
    /// - Parameters:
    ///   - addresses: as above.
    ///   - fields: as above.
    ///   - claims: as above.
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
            problems.append("proxies: none of what they say is believed; name a claim, or no proxy")
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
