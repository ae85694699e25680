internal import GatewayInterface

extension Access where Evidence == Void {
    /// Lets those pass whose address lies in one of the ranges: `.address(in: "10.0.0.0/8", "2001:db8::/32")`.
    ///
    /// The address is ``Request/clientAddress``: that of the machine that connected to the web server. Behind a proxy or a
    /// content delivery network that is theirs, for every client, unless ``GateConfiguration/proxies`` names it; what the
    /// client itself says (`X-Forwarded-For`) is never believed.
    ///
    /// A client whose address is not known is denied, by the rule and by its negation (``Access/unless(_:else:)``).
    ///
    /// An IPv4 address also matches where the web server writes it as IPv4-mapped IPv6 (`::ffff:10.0.0.7`).
    ///
    /// - Parameters:
    ///   - ranges: addresses, each optionally with a prefix length. One that is malformed, or has bits behind its prefix,
    ///     is a mistake, and the gate does not open; so is a list without any.
    ///   - denial: how others are turned away; hidden unless told.
    public static func address(in ranges: String..., else denial: Denial = .hidden) -> Access {
        address(in: ranges, else: denial)
    }

    /// Lets those pass whose address lies in one of the ranges, which come from the settings.
    ///
    /// - Parameters:
    ///   - ranges: as above.
    ///   - denial: how others are turned away; hidden unless told.
    public static func address(in ranges: [String], else denial: Denial = .hidden) -> Access {
        var read: [AddressRange] = []
        var problems = ranges.isEmpty ? ["a rule about addresses has no range"] : []
        for text in ranges {
            do throws(AddressRangeError) {
                read.append(try AddressRange(text))
            } catch {
                problems.append("the address range \(error)")
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
