internal import HTTPTypes

/// A stream of events for a browser's `EventSource` (HTML standard, section 9.2).
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
/// A stream occupies a worker until it ends, and is aborted after ``GateConfiguration/handlerTimeout``, also if it moves. The
/// browser then reconnects and sends the ID of its last event: ``Request/lastEventID``. mod_fcgid holds back up to 64 KiB even
/// after a flush, unless the server's configuration has `FcgidOutputBufferSize 0`. For nginx, the response disables
/// buffering itself.
public struct ServerSentEvents: ResponseConvertible, Sendable {
    private let write: @Sendable (ServerSentEventWriter) async throws -> Void

    /// Creates a stream.
    ///
    /// - Parameter write: a closure that sends the events. The response ends when it returns. The browser then
    ///   reconnects unless a script closes the `EventSource`.
    public init(_ write: @escaping @Sendable (ServerSentEventWriter) async throws -> Void) {
        self.write = write
    }

    /// Returns status 200 with the stream, which is never cached.
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
    /// The ID of the last event that a browser's `EventSource` received: the field `Last-Event-ID`. `nil` if the
    /// request has none. A client can send any text here.
    public var lastEventID: String? {
        HTTPField.Name("Last-Event-ID").flatMap { headers[$0] }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
