internal import HTTPTypes

/// A stream of events for a browser's `EventSource`, as the HTML standard has it (section 9.2).
///
/// ```swift
/// gate.get("/progress/{id}", allow: owner) { request, job in
///     let last = request.lastEventID.flatMap { Int($0) } ?? 0
///     return ServerSentEvents { events in
///         for try await step in job.steps(after: last) {
///             try events.send(ServerSentEvent(step.text, event: "step", id: String(step.number)))
///         }
///         try events.send(ServerSentEvent("", event: "end"))
///     }
/// }
/// ```
///
/// A stream holds its worker for as long as it lasts, and is broken off after ``GateConfiguration/handlerTimeout``; the
/// browser connects again and says by ``Request/lastEventID`` what it had. mod_fcgid keeps up to 64 KiB back whatever is
/// flushed here (`FcgidOutputBufferSize 0` in the server's configuration lets it through); nginx is told not to.
public struct ServerSentEvents: ResponseConvertible, Sendable {
    private let write: @Sendable (ServerSentEventWriter) async throws -> Void

    /// Creates a stream.
    ///
    /// - Parameter write: sends the events. When it returns, the response has ended; the browser connects again then, unless
    ///   a script has closed it.
    public init(_ write: @escaping @Sendable (ServerSentEventWriter) async throws -> Void) {
        self.write = write
    }

    /// Status 200 and the stream; nothing keeps it.
    public func response(to request: Request) -> Response {
        let write = write
        return Response(
            status: .ok,
            headers: Self.headers,
            body: .stream { writer in try await write(ServerSentEventWriter(writer)) }
        )
    }

    private static let headers: HTTPFields = {
        var headers: HTTPFields = [
            .contentType: "text/event-stream", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
        ]
        if let buffering = HTTPField.Name("X-Accel-Buffering") { headers[buffering] = "no" }
        return headers
    }()
}

extension Request {
    /// The id of the last event that a browser's `EventSource` has had of this stream: the field `Last-Event-ID`. `nil`
    /// when there is none; anybody can send anything here.
    public var lastEventID: String? {
        HTTPField.Name("Last-Event-ID").flatMap { headers[$0] }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
