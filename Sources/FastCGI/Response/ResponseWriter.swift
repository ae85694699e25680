package import GatewayInterface
public import HTTPTypes

/// The right to answer one request, once.
///
/// The writer cannot be copied and each way to use it up is `consuming`, so that a second answer does not compile. A
/// handler that lets go of it without an answer, or throws, is answered for with a plain 500.
///
/// It may be handed to a function or an actor that the handler waits for. When the handler ends, so does the request: a writer
/// that is used later throws ``FastCGIError/Code/requestOver``.
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

    /// Answers the request: `FCGX_PutStr` for head and body, and the end of the request leaves with them; where libfcgi's
    /// buffer of 8 KiB does not hold them, `writev` for both.
    ///
    /// `Status` is always sent, and `Content-Length` unless the status forbids it. The answer to a HEAD request keeps
    /// its length and loses its body.
    ///
    /// - Parameters:
    ///   - response: status, 200 to 599, and header fields, up to 8 KiB together.
    ///   - body: the whole body; none with the status 204 or 205, and not sent with 304.
    /// - Throws: ``FastCGIError/Code/invalidResponse`` for what HTTP or the web server would not stand (hop-by-hop
    ///   fields, `X-Sendfile` and its kin, `Location` without a redirection, a line break in a value); nothing has been
    ///   sent then. ``FastCGIError/Code/clientGone`` when the connection is closed, ``FastCGIError/Code/requestOver``
    ///   when the request has been answered by a timeout.
    public consuming func finish(_ response: HTTPResponse, body: [UInt8] = []) throws(FastCGIError) {
        try exchange.send(CompleteResponse(head: response, body: body), request: number)
    }

    /// The same with header fields that have been checked and rendered before, because many answers have them.
    package consuming func finish(
        _ response: HTTPResponse,
        rendered: [UInt8],
        body: [UInt8]
    ) throws(FastCGIError) {
        try exchange.send(CompleteResponse(head: response, rendered: rendered, body: body), request: number)
    }

    /// Answers the request with a file: record headers by `send`, contents by `sendfile`, in CGI by `sendfile` alone, or
    /// `write` where standard output takes no `sendfile`.
    ///
    /// - Parameters:
    ///   - response: status and header fields, as above. `Content-Length` is the length of the part.
    ///   - file: the file, or the part of it, to send. If it becomes shorter meanwhile, the response is broken off.
    /// - Throws: as above, and ``FastCGIError/Code/fileFailed``.
    public consuming func finish(_ response: HTTPResponse, file: consuming ResponseFile) throws(FastCGIError) {
        try exchange.send(response, file, request: number)
    }

    /// Sends the head of the answer, and hands out the right to write its body piece by piece.
    ///
    /// Without a `Content-Length` among the fields the web server finds the end by itself; with one, the body is held to
    /// it.
    ///
    /// - Parameter response: status and header fields, as above.
    /// - Throws: as above; nothing has been sent then.
    public consuming func start(_ response: HTTPResponse) throws(FastCGIError) -> ResponseBodyWriter {
        try exchange.startBody(response, request: number)
        return ResponseBodyWriter(exchange, request: number)
    }

    /// Says what FCGI_END_REQUEST carries as the application status, 0 unless told: `FCGX_SetExitStatus`.
    ///
    /// It is what a program would exit with that does the same by CGI, and by CGI ``Server/main(arguments:configuration:logger:created:_:)``
    /// exits with its lowest eight bits. `cgi-fcgi` exits with it; web servers pass over it, so it is no answer to a client. An
    /// answer in the handler's place, after a time limit or an error, may carry 0.
    public func setApplicationStatus(_ status: UInt32) {
        exchange.setApplicationStatus(status, request: number)
    }

    /// Takes what is to be done once the answer has left whole, and never otherwise.
    package func leave(_ backgroundWork: [BackgroundWork]) {
        exchange.leave(backgroundWork, request: number)
    }

    /// Lets a request in the role of authorizer pass: the web server goes on with what the client asked for.
    ///
    /// This is the only way to say yes: `finish` refuses a status of 200 in that role, so that no answer that was meant
    /// for a client opens anything. Any other status is a no, and goes to the client.
    ///
    /// - Parameter variables: become parameters of the request that the web server goes on with, by fields
    ///   `Variable-NAME` (FastCGI specification, section 6.3). Names are those of header fields.
    /// - Throws: ``FastCGIError/Code/invalidResponse`` for a name that no header field can have, a name that stands there twice,
    ///   a value that no header field can have, and in another role.
    public consuming func authorize(_ variables: KeyValuePairs<String, String> = [:]) throws(FastCGIError) {
        try authorize(variables.lazy.map { ($0.key, $0.value) })
    }

    /// The same with a list that the program has computed.
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
                    "the name of a variable is none that a header field can have: \(LogText.quoted(name.utf8))"
                )
            }
            // One web server might take the first value, and the next one the last.
            guard !fields.contains(fieldName) else {
                throw FastCGIError(
                    .invalidResponse, "the variable \(name) stands there twice; names differ in more than case")
            }
            fields.append(try HTTPField(validating: fieldName.rawName, value))
        }
        try exchange.authorize(HTTPResponse(status: .ok, headerFields: fields), request: number)
    }

    /// Has the web server answer as if the client had asked it for another URL of its own: a local redirect (RFC 3875,
    /// section 6.2.2). The client does not learn of it, and the web server's rules for that URL decide what it gets.
    ///
    /// mod_fcgid asks itself with GET, whatever the client's method was; a HEAD request still gets no body. nginx does not
    /// know local redirects, and sends the client a 302.
    ///
    /// - Parameters:
    ///   - path: of the URL, decoded: "/" and what follows. It is encoded here, so that a "?" in it begins no query.
    ///     What comes from a request must have been checked: the web server may serve things there that this program's
    ///     rules would not.
    ///   - query: what follows the "?", encoded already; none with `nil`.
    /// - Throws: ``FastCGIError/Code/invalidResponse``, and nothing has been sent, for a path that does not begin with "/",
    ///   has an empty segment ("//"), "." or "..", or a control character; for a query that holds anything but what RFC
    ///   3986 allows there; and in the role of authorizer. ``FastCGIError/Code/clientGone``.
    public consuming func redirect(toLocalPath path: String, query: String? = nil) throws(FastCGIError) {
        try exchange.send(try DelegatedResponse(localPath: path, query: query), request: number)
    }

    /// Has the web server send a file, with status 200: it can do so with less work, and knows conditional and range
    /// requests.
    ///
    /// ```swift
    /// try response.sendFile("/files/report.pdf", by: .nginx, headerFields: [.contentType: "application/pdf"])
    /// ```
    ///
    /// The path becomes known to the client if the web server was not configured for it: see ``FileSender``.
    ///
    /// - Parameters:
    ///   - path: of a file or a URL, as ``FileSender`` says, decoded. It must not come from a request unchecked.
    ///   - sender: the web server.
    ///   - headerFields: as for `finish`, and no Content-Length. Which of them reach the client is the web server's
    ///     matter; all pass on Content-Type and Content-Disposition.
    /// - Throws: ``FastCGIError/Code/invalidResponse``, and nothing has been sent, for a path as above or one that ends in
    ///   "/", for fields that `finish` refuses, and in the role of authorizer. ``FastCGIError/Code/clientGone``.
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
