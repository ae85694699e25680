/// A web server that sends a file in the place of an answer's body, and how it wants to be told which.
///
/// It does so only if its configuration says so, and sends only what that opens. One that was not told to passes the field
/// on to the client, with the path and without the file.
public struct FileSender: Sendable, Hashable {
    /// The field that names the file.
    let field: String
    /// Whether the server decodes the value, so that it has to be percent-encoded.
    let decodes: Bool

    /// nginx. The path is that of a URL, in a `location` that is `internal`, so that no client can ask for it.
    ///
    ///     location /files/ { internal; alias /srv/files/; }
    public static let nginx = FileSender(field: "X-Accel-Redirect", decodes: true)

    /// Apache with mod_xsendfile. The path is that of the file, below an `XSendFilePath`, where `XSendFile` is `On`.
    ///
    /// A path with a "%" is refused: version 0.12 takes the path as it is, others decode it.
    public static let apache = FileSender(field: "X-Sendfile", decodes: false)

    /// lighttpd. The path is that of the file, below an `x-sendfile-docroot`, where `x-sendfile` is `enable`.
    public static let lighttpd = FileSender(field: "X-Sendfile", decodes: true)
}
