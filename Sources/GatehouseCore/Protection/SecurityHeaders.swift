internal import HTTPTypes

/// Header fields that tell a browser to be careful with an answer. Each has a safe value, and `nil` leaves it out.
///
/// A field that a handler sets itself stays as it is.
public struct SecurityHeaders: Sendable, Hashable {
    /// `Content-Security-Policy` of HTML.
    public var contentSecurityPolicy: ContentSecurityPolicy? = .strict

    /// `X-Content-Type-Options`: a browser takes an answer for what it says it is.
    public var contentTypeOptions: String? = "nosniff"

    /// `X-Frame-Options`, for browsers that do not know `frame-ancestors`.
    public var frameOptions: String? = "DENY"

    /// `Referrer-Policy`: other sites do not learn which page a visitor came from.
    public var referrerPolicy: String? = "same-origin"

    /// `Cross-Origin-Opener-Policy`: a page that opened this one, or was opened by it, cannot reach into it.
    public var openerPolicy: String? = "same-origin"

    /// `Cross-Origin-Resource-Policy`: other sites cannot put an answer into their pages.
    public var resourcePolicy: String? = "same-origin"

    /// `Permissions-Policy`: what a page could ask a browser for, and does not need.
    public var permissionsPolicy: String? = """
        accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), \
        midi=(), payment=(), usb=()
        """

    /// Whether answers that only some may see are kept by nobody on the way (`Cache-Control: no-store`), unless they say
    /// otherwise themselves.
    public var keepsPrivateResponsesOutOfCaches = true

    /// Creates the fields with their safe values.
    public init() {}

    /// No field at all.
    public static var none: SecurityHeaders {
        var headers = SecurityHeaders()
        headers.contentSecurityPolicy = nil
        headers.contentTypeOptions = nil
        headers.frameOptions = nil
        headers.referrerPolicy = nil
        headers.openerPolicy = nil
        headers.resourcePolicy = nil
        headers.permissionsPolicy = nil
        headers.keepsPrivateResponsesOutOfCaches = false
        return headers
    }

    private static let frameOptionsName = HTTPField.Name("X-Frame-Options")
    private static let referrerPolicyName = HTTPField.Name("Referrer-Policy")
    private static let openerPolicyName = HTTPField.Name("Cross-Origin-Opener-Policy")
    private static let resourcePolicyName = HTTPField.Name("Cross-Origin-Resource-Policy")
    private static let permissionsPolicyName = HTTPField.Name("Permissions-Policy")

    /// The fields whose values do not depend on the answer.
    var constants: [HTTPField] {
        [
            (HTTPField.Name.xContentTypeOptions, contentTypeOptions), (Self.frameOptionsName, frameOptions),
            (Self.referrerPolicyName, referrerPolicy), (Self.openerPolicyName, openerPolicy),
            (Self.resourcePolicyName, resourcePolicy), (Self.permissionsPolicyName, permissionsPolicy),
        ].compactMap { (name: HTTPField.Name?, value: String?) in
            guard let name, let value else { return nil }
            return HTTPField(name: name, value: value)
        }
    }

    var problems: [String] {
        let values =
            [
                contentTypeOptions, frameOptions, referrerPolicy, openerPolicy, resourcePolicy, permissionsPolicy,
            ] + (contentSecurityPolicy?.values ?? [])
        return values.compactMap { $0 }.filter { $0.isEmpty || !HTTPField.isValidValue($0) }
            .map { "headers: \($0.debugDescription) is no value of a header field" }
    }
}
