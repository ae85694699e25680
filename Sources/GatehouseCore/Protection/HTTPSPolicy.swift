/// Whether requests have to come by HTTPS.
public struct HTTPSPolicy: Sendable, Hashable {
    /// The value of `Strict-Transport-Security`; `nil` for none.
    let strictTransportSecurity: String?
    let isRequired: Bool
    /// Where plain HTTP is sent to.
    let port: Int
    let problems: [String]

    /// Requests have to come by HTTPS, as the web server says by `HTTPS` or `REQUEST_SCHEME`: GET and HEAD are sent there
    /// with 308, others get 403, because what they carried has been readable by then. Requests from the own machine for
    /// one of its names (`localhost`, `127.0.0.1`, `[::1]`) are let pass.
    ///
    /// - Parameters:
    ///   - strictTransportSecurity: for how long browsers are told to use HTTPS only (RFC 6797); a year unless told, none
    ///     with `nil`.
    ///   - includesSubdomains: whether that holds for all hosts below this one. Off unless told, because it could close
    ///     some that have no HTTPS.
    ///   - port: the port of HTTPS; defaults to 443. The port of the request is that of plain HTTP, and says nothing
    ///     about it: one port does not speak both.
    public static func required(
        strictTransportSecurity: Duration? = .seconds(365 * 86_400),
        includesSubdomains: Bool = false,
        port: Int = 443
    ) -> HTTPSPolicy {
        let problems = (1...65_535).contains(port) ? [] : ["https: the port \(port) is none; 1 to 65535 are"]
        guard let seconds = strictTransportSecurity?.wholeSeconds else {
            return HTTPSPolicy(strictTransportSecurity: nil, isRequired: true, port: port, problems: problems)
        }
        return HTTPSPolicy(
            strictTransportSecurity: "max-age=\(seconds)" + (includesSubdomains ? "; includeSubDomains" : ""),
            isRequired: true,
            port: port,
            problems: problems + (seconds < 0 ? ["https: a time of \(seconds) seconds is less than none"] : [])
        )
    }

    /// Requests may come by plain HTTP: for a host that has no HTTPS. Everything can be read on the way then, passwords
    /// and cookies included.
    public static let notRequired = HTTPSPolicy(
        strictTransportSecurity: nil,
        isRequired: false,
        port: 443,
        problems: []
    )
}
