package import GatewayInterface
public import HTTPTypes

/// The right to respond to one request, once.
///
/// The writer cannot be copied, and each way to use it up is `consuming`, so a second response does not compile. If a
/// handler drops it or throws, the client gets a plain 500.
///
/// A handler may pass the writer to a function or an actor that it waits for. The request ends with the handler: a
/// later use of the writer throws ``FastCGIError/Code/requestOver``.
///
/// ```swift
/// try response.finish(HTTPResponse(status: .ok), body: Array("Hello\n".utf8))
/// ```
public struct ResponseWriter: ~Copyable, Sendable {
    private let exchange: any Exchange
    private let number: Int

    init(_ exchange: any Exchange, request number: Int) {
        self.exchange = exchange
        self.number = number
    }

    /// Sends the whole response.
    ///
    /// `FCGX_PutStr` writes head and body, and they are sent with the end of the request. If they do not fit into
    /// libfcgi's buffer of 8 KiB, `writev` sends both.
    ///
    /// `Status` is always sent, and `Content-Length` unless the status forbids it. The response to a HEAD request keeps
    /// its length and has no body.
    ///
    /// - Parameters:
    ///   - response: status, 200 to 599, and header fields, up to 8 KiB together.
    ///   - body: the whole body. It must be empty with status 204 or 205, and is not sent with 304.
    /// - Throws: ``FastCGIError/Code/invalidResponse`` if the response violates HTTP or a limit of the web server
    ///   (hop-by-hop fields, `X-Sendfile` and similar fields, `Location` without a redirect, a line break in a value);
    ///   then nothing has been sent. ``FastCGIError/Code/clientGone`` if the connection is closed.
    ///   ``FastCGIError/Code/requestOver`` if a time limit ended the request.
    public consuming func finish(_ response: HTTPResponse, body: [UInt8] = []) throws(FastCGIError) {
        try exchange.send(CompleteResponse(head: response, body: body), request: number)
    }

    /// Sends the whole response, with more header fields that were checked and rendered before. Many responses share
    /// them.
    package consuming func finish(_ response: borrowing CompleteResponse) throws(FastCGIError) {
        try exchange.send(response, request: number)
    }

    /// Sends a file as the response. `send` writes record headers and `sendfile` the contents. In CGI `sendfile` writes
    /// the file, or `write` if standard output does not support `sendfile`.
    ///
    /// - Parameters:
    ///   - response: status and header fields, as above. `Content-Length` is the length of the part.
    ///   - file: the file or part to send. If the file becomes shorter meanwhile, the response is broken off.
    /// - Throws: as above, and ``FastCGIError/Code/fileFailed``.
    public consuming func finish(_ response: HTTPResponse, file: consuming ResponseFile) throws(FastCGIError) {
        try exchange.send(response, file, request: number)
    }

    /// Sends the head of the response, and returns the right to write its body in pieces.
    ///
    /// Without `Content-Length` the web server finds the end itself. With `Content-Length`, the body must have that
    /// length.
    ///
    /// - Parameter response: status and header fields, as above.
    /// - Throws: as above; then nothing has been sent.
    public consuming func start(_ response: HTTPResponse) throws(FastCGIError) -> ResponseBodyWriter {
        try exchange.startBody(response, request: number)
        return ResponseBodyWriter(exchange, request: number)
    }

    /// Sets the application status in FCGI_END_REQUEST with `FCGX_SetExitStatus`; defaults to 0.
    ///
    /// It corresponds to the exit status of a CGI program. With CGI,
    /// ``Server/main(arguments:configuration:logger:created:_:)`` exits with its lowest eight bits. `cgi-fcgi` exits
    /// with it. Web servers ignore it, so it is not a response to a client. A response in place of the handler's, after
    /// a time limit or an error, may carry 0.
    public func setApplicationStatus(_ status: UInt32) {
        exchange.setApplicationStatus(status, request: number)
    }

    /// Stores the work that starts after the response has been sent completely, and only then.
    package func leave(_ backgroundWork: [BackgroundWork]) {
        exchange.leave(backgroundWork, request: number)
    }

    /// Learns about the request; `nil` if nobody wants to know.
    package var monitor: (any RequestMonitor)? { exchange.monitor }

    /// Allows the request of an authorizer: the web server then continues with the client's request.
    ///
    /// Only this method allows a request. In this role `finish` throws for status 200, so no response meant for a
    /// client allows anything. Any other status denies the request, and the client gets the response.
    ///
    /// - Parameter variables: become parameters of the client's request, through fields `Variable-NAME` (FastCGI
    ///   specification, section 6.3). Names must be valid in a header field name.
    /// - Throws: ``FastCGIError/Code/invalidResponse`` for a name or value that is invalid in a header field, for a
    ///   duplicate name, and in another role.
    public consuming func authorize(_ variables: KeyValuePairs<String, String> = [:]) throws(FastCGIError) {
        try authorize(variables.lazy.map { ($0.key, $0.value) })
    }

    /// Allows the request of an authorizer, with variables from a sequence.
    ///
    /// ```swift
    /// try response.authorize(groups.enumerated().map { ("GROUP_\($0.offset)", $0.element) })
    /// ```
    ///
    /// - Parameter variables: names and values.
    /// - Throws: as above.
    public consuming func authorize(_ variables: some Sequence<(String, String)>) throws(FastCGIError) {
        var fields = HTTPFields()
        for (name, value) in variables {
            guard !name.isEmpty, let fieldName = HTTPField.Name("Variable-" + name) else {
                throw FastCGIError(
                    .invalidResponse,
                    "invalid variable name \(LogText.quoted(name.utf8)); use only characters of a header field name"
                )
            }
            // One web server might take the first value, another the last.
            guard !fields.contains(fieldName) else {
                throw FastCGIError(
                    .invalidResponse, "duplicate variable \(name); use names that differ in more than case")
            }
            fields.append(try HTTPField(validating: fieldName.rawName, value))
        }
        try exchange.authorize(HTTPResponse(status: .ok, headerFields: fields), request: number)
    }

    /// Makes the web server respond as if the client had requested another of its URLs: a local redirect (RFC 3875,
    /// section 6.2.2). The client does not learn of it. The web server's rules for that URL decide about the response.
    ///
    /// mod_fcgid requests the URL with GET, whatever the client's method was; a HEAD request still gets no body.
    /// nginx does not support local redirects, and sends a 302 to the client.
    ///
    /// - Parameters:
    ///   - path: the path of the URL, decoded, with a leading "/". This method encodes it, so a "?" begins no query.
    ///     Check a path that comes from a request: the web server may serve URLs that this program's rules deny.
    ///   - query: the encoded query, without "?"; `nil` for none.
    /// - Throws: ``FastCGIError/Code/invalidResponse`` for a path that does not begin with "/", or has an empty segment
    ///   ("//"), "." or "..", or a control character; for a query with bytes that RFC 3986 does not allow; and in the
    ///   role of authorizer. Then nothing has been sent. ``FastCGIError/Code/clientGone`` if the connection is closed.
    public consuming func redirect(toLocalPath path: String, query: String? = nil) throws(FastCGIError) {
        try exchange.send(try DelegatedResponse(localPath: path, query: query), request: number)
    }

    /// Makes the web server send a file, with status 200. The web server needs less work for it, and handles
    /// conditional and range requests.
    ///
    /// ```swift
    /// try response.sendFile("/files/report.pdf", by: .nginx, headerFields: [.contentType: "application/pdf"])
    /// ```
    ///
    /// If the web server is not configured for this, the client receives the path: see ``FileSender``.
    ///
    /// - Parameters:
    ///   - path: the decoded path of a file or URL, as ``FileSender`` says. Check a path that comes from a request.
    ///   - sender: the web server.
    ///   - headerFields: as for `finish`, without Content-Length. The web server decides which fields reach the client;
    ///     all pass on Content-Type and Content-Disposition.
    /// - Throws: ``FastCGIError/Code/invalidResponse`` for an invalid path as above or one that ends in "/", for fields
    ///   that `finish` does not allow, and in the role of authorizer. Then nothing has been sent.
    ///   ``FastCGIError/Code/clientGone`` if the connection is closed.
    public consuming func sendFile(
        _ path: String,
        by sender: FileSender,
        headerFields: HTTPFields = [:]
    ) throws(FastCGIError) {
        try exchange.send(
            try DelegatedResponse(file: path, by: sender, headerFields: headerFields),
            request: number
        )
    }
}
