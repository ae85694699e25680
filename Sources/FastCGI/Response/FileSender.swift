/// A web server that sends a file as the body of a response, and how the response names the file.
///
/// The server's configuration must enable this, and limits which files it sends. A server that is not configured passes
/// the field with the path to the client, without the file.
public struct FileSender: Sendable, Hashable {
    /// The header field that names the file.
    let field: String
    /// Whether the server decodes the value, so that it must be percent-encoded.
    let decodes: Bool

    /// nginx. The path is a URL path in a `location` that is `internal`, so that no client can request it.
    ///
    ///     location /files/ { internal; alias /srv/files/; }
    public static let nginx = FileSender(field: "X-Accel-Redirect", decodes: true)

    /// Apache with mod_xsendfile. The path is a file path below an `XSendFilePath`, where `XSendFile` is `On`.
    ///
    /// A path with a "%" is an error: version 0.12 uses the path unchanged, other versions decode it.
    public static let apache = FileSender(field: "X-Sendfile", decodes: false)

    /// lighttpd. The path is a file path below an `x-sendfile-docroot`, where `x-sendfile` is `enable`.
    public static let lighttpd = FileSender(field: "X-Sendfile", decodes: true)
}
