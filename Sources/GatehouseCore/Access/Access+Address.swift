internal import GatewayInterface

extension Access where Evidence == Void {
    /// Allows clients whose address is in one of the ranges: `.address(in: "10.0.0.0/8", "2001:db8::/32")`.
    ///
    /// The address is ``Request/clientAddress``: the address of the machine that connected to the web server. Behind a
    /// proxy or a content delivery network, that is the address of the proxy for every client, unless
    /// ``GateConfiguration/proxies`` names the proxy. An `X-Forwarded-For` field from the client itself is never
    /// trusted.
    ///
    /// If the address of a client is unknown, the rule denies, and so does its negation (``Access/unless(_:else:)``).
    ///
    /// An IPv4 range also matches an address that the web server writes as IPv4-mapped IPv6 (`::ffff:10.0.0.7`).
    ///
    /// - Parameters:
    ///   - ranges: addresses, each with an optional prefix length. A malformed range, a range with bits after its
    ///     prefix and an empty list are configuration errors: the gate does not open.
    ///   - denial: the denial for other clients; defaults to hidden.
    public static func address(in ranges: String..., else denial: Denial = .hidden) -> Access {
        address(in: ranges, else: denial)
    }

    /// Allows clients whose address is in one of the ranges, which come from the settings.
    ///
    /// - Parameters:
    ///   - ranges: as in ``Access/address(in:else:)-(String...,_)``.
    ///   - denial: the denial for other clients; defaults to hidden.
    public static func address(in ranges: [String], else denial: Denial = .hidden) -> Access {
        var read: [AddressRange] = []
        var problems = ranges.isEmpty ? ["address(in:) needs at least one range, such as 10.0.0.0/8"] : []
        for text in ranges {
            do throws(AddressRangeError) {
                read.append(try AddressRange(text))
            } catch {
                problems.append("address(in:): \(error)")
            }
        }
        let known = read
        let names = ranges.map { LogText.line($0.utf8) }.map { String(decoding: $0, as: UTF8.self) }
        return Access(name: "address in \(names.joined(separator: ", "))", problems: problems) { request in
            guard let address = request.knownClient, known.contains(where: { $0.contains(address) }) else {
                throw denial
            }
        }
    }
}
