/// Whether requests must use HTTPS.
public struct HTTPSPolicy: Sendable, Hashable {
    /// The value of `Strict-Transport-Security`; `nil` to omit the field.
    let strictTransportSecurity: String?
    let isRequired: Bool
    /// The port to which plain HTTP is redirected.
    let port: Int
    let problems: [String]

    /// Requires HTTPS. The web server reports the scheme in `HTTPS` or `REQUEST_SCHEME`.
    ///
    /// Over plain HTTP, GET and HEAD are redirected with 308. Other methods get 403, because their content has already
    /// been sent in the clear. Requests from the local machine for one of its names (`localhost`, `127.0.0.1`, `[::1]`)
    /// are exempt.
    ///
    /// - Parameters:
    ///   - strictTransportSecurity: how long browsers use only HTTPS (RFC 6797); defaults to a year. `nil` omits the
    ///     field.
    ///   - includesSubdomains: whether that applies to all hosts below this one. Defaults to false, because some of
    ///     them may not support HTTPS.
    ///   - port: the port of HTTPS; defaults to 443. It cannot be derived from the port of a request by plain HTTP,
    ///     because one port does not speak both.
    public static func required(
        strictTransportSecurity: Duration? = .seconds(365 * 86_400),
        includesSubdomains: Bool = false,
        port: Int = 443
    ) -> HTTPSPolicy {
        let problems = (1...65_535).contains(port) ? [] : ["https: invalid port \(port); use 1 to 65535"]
        guard let seconds = strictTransportSecurity?.wholeSeconds else {
            return HTTPSPolicy(strictTransportSecurity: nil, isRequired: true, port: port, problems: problems)
        }
        return HTTPSPolicy(
            strictTransportSecurity: "max-age=\(seconds)" + (includesSubdomains ? "; includeSubDomains" : ""),
            isRequired: true,
            port: port,
            problems: problems
                + (seconds < 0 ? ["https: strictTransportSecurity is \(seconds) seconds; use 0 or more"] : [])
        )
    }

    /// Allows plain HTTP, for a host without HTTPS. Then anyone on the network can read everything, including passwords
    /// and cookies.
    public static let notRequired = HTTPSPolicy(
        strictTransportSecurity: nil,
        isRequired: false,
        port: 443,
        problems: []
    )
}
