internal import HTTPTypes

/// Header fields with security instructions for browsers. Each has a safe default, and `nil` omits it.
///
/// A field that a handler sets is not changed.
public struct SecurityHeaders: Sendable, Hashable {
    /// `Content-Security-Policy` of HTML responses.
    public var contentSecurityPolicy: ContentSecurityPolicy? = .strict

    /// `X-Content-Type-Options`: a browser does not guess the type of a response.
    public var contentTypeOptions: String? = "nosniff"

    /// `X-Frame-Options`, for browsers that do not support `frame-ancestors`.
    public var frameOptions: String? = "DENY"

    /// `Referrer-Policy`: other sites do not see the page that a visitor comes from.
    public var referrerPolicy: String? = "same-origin"

    /// `Cross-Origin-Opener-Policy`: a page of another site that opened this page, or was opened by it, cannot access
    /// it.
    public var openerPolicy: String? = "same-origin"

    /// `Cross-Origin-Resource-Policy`: pages of other sites cannot embed a response.
    public var resourcePolicy: String? = "same-origin"

    /// `Permissions-Policy`: disables browser features that pages rarely need.
    public var permissionsPolicy: String? = """
        accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), \
        midi=(), payment=(), usb=()
        """

    /// Whether responses of non-public routes have `Cache-Control: no-store`, so that no cache stores them. A response
    /// that sets the field itself keeps its value.
    public var keepsPrivateResponsesOutOfCaches = true

    /// Creates the fields with their safe values.
    public init() {}

    /// Allows pages of this site to show previews of files in frames: ``ServedFile/preview(as:)``.
    ///
    /// It sets `frame-src 'self'` in ``contentSecurityPolicy``. All other responses still refuse to be framed. Call it after the
    /// policy is set.
    public mutating func allowPreviews() {
        contentSecurityPolicy?["frame-src"] = "'self'"
    }

    /// No fields.
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

    /// The fields whose values do not depend on the response.
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
            .map { "headers: invalid field value \($0.debugDescription); use nil to omit the field" }
    }
}
