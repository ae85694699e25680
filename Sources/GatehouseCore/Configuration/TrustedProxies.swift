internal import GatewayInterface

/// Proxies whose word is taken for where a request comes from.
///
/// Anybody can write `X-Forwarded-For` into a request. It is read only when the connection comes from a proxy that is named
/// here, and then from the right: the last address that is no named proxy's is the client's.
public struct TrustedProxies: Sendable, Hashable {
    /// The fields by which proxies tell.
    public struct Fields: Sendable, Hashable {
        let isStandard: Bool

        /// `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`, as most proxies write them.
        public static let xForwarded = Fields(isStandard: false)

        /// `Forwarded` (RFC 7239).
        public static let forwarded = Fields(isStandard: true)
    }

    let ranges: [AddressRange]
    let fields: Fields
    let mistakes: [String]

    /// No proxy is trusted; what such fields say is not read.
    public static let none = TrustedProxies(at: [], fields: .xForwarded)

    /// Proxies at these addresses.
    ///
    /// - Parameters:
    ///   - addresses: `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`.
    ///   - fields: those that the proxies write. Only these are read: a proxy passes the others on as a client wrote them.
    public init(at addresses: String..., fields: Fields = .xForwarded) {
        self.init(at: addresses, fields: fields)
    }

    /// Proxies at these addresses.
    public init(at addresses: [String], fields: Fields = .xForwarded) {
        var ranges: [AddressRange] = []
        var mistakes: [String] = []
        for address in addresses {
            do throws(AddressRangeError) {
                ranges.append(try AddressRange(address))
            } catch {
                mistakes.append("proxies: \(error)")
            }
        }
        self.ranges = ranges
        self.mistakes = mistakes
        self.fields = fields
    }

    func contains(_ address: String) -> Bool {
        guard let address = IPAddress(address[...]) else { return false }
        return ranges.contains { $0.contains(address) }
    }
}
