package import FastCGI
package import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

extension Dispatcher {
    /// A handler for the binding that passes each request to the gate and sends the gate's response.
    package var handler: Server.Handler {
        { request, writer in
            if request.role == .authorizer {
                switch await verdict(on: request.parameters, body: request.body) {
                case .allowed: try writer.authorize()
                case .refused(let response): try writer.finish(response.asRefusal, body: response.bodyInMemory)
                }
                return
            }
            let monitor = writer.monitor
            #if DEBUG
                let response =
                    ThrownErrors.areOfProcess
                    ? await respond(to: request.parameters, body: request.body, monitor: monitor)
                    : await ThrownErrors.$ofTask.withValue(ThrownErrors()) {
                        await respond(to: request.parameters, body: request.body, monitor: monitor)
                    }
            #else
                let response = await respond(to: request.parameters, body: request.body, monitor: monitor)
            #endif
            // Also if the response cannot be sent.
            defer { _ = response.takeBackgroundWork() }
            do {
                // Without another asynchronous call for the most common kind.
                if case .bytes(let bytes) = response.body.storage {
                    writer.leave(response)
                    try response.sendBytes(bytes, by: writer)
                } else {
                    try await response.send(by: writer, to: request.parameters)
                }
            } catch let error as FastCGIError where error.code != .invalidResponse {
                // The connection is gone, so no replacement can be sent.
                throw error
            } catch {
                throw ReplacementResponse(
                    failure(insteadOf: response, error, to: request.parameters).asCompleteResponse)
            }
        }
    }
}

extension Response {
    /// Sends the response through the binding.
    fileprivate func send(by writer: consuming ResponseWriter, to parameters: Parameters) async throws {
        if !isStream { writer.leave(self) }
        switch body.storage {
        case .bytes(let bytes):
            try sendBytes(bytes, by: writer)
        case .file(let file as OpenFile, let part):
            try writer.finish(HTTPResponse(status: status, headerFields: allHeaders), file: ResponseFile(file, part))
        case .file(let source, let part):
            var head = HTTPResponse(status: status, headerFields: allHeaders)
            head.headerFields[.contentLength] = String(part.count)
            let body = StreamedBody(try writer.start(head))
            if !Self.isHead(parameters) { try source.write(part, to: body.writer) }
            try body.finish(self)
        case .stream(let length, let write):
            var head = HTTPResponse(status: status, headerFields: allHeaders)
            if let length { head.headerFields[.contentLength] = String(length) }
            let body = StreamedBody(try writer.start(head))
            if !Self.isHead(parameters) { try await write(body.writer) }
            try body.finish(self)
        }
    }

    fileprivate func sendBytes(_ bytes: [UInt8], by writer: consuming ResponseWriter) throws(FastCGIError) {
        let headers = partlyRenderedHeaders
        try writer.finish(
            CompleteResponse(status: status, headerFields: headers.fields, rendered: headers.rendered, body: bytes))
    }

    private static func isHead(_ parameters: Parameters) -> Bool {
        parameters.has(.requestMethod, equalTo: "HEAD")
    }

    /// The response with its body in memory, for the binding. The gate's own responses are always in memory. A streamed body
    /// would be empty here.
    package var asCompleteResponse: CompleteResponse {
        CompleteResponse(status: status, headerFields: allHeaders, body: bodyInMemory)
    }

    /// Whether the body is produced while it is sent.
    fileprivate var isStream: Bool {
        switch body.storage {
        case .bytes: false
        case .file(let source, _): !(source is OpenFile)
        case .stream: true
        }
    }

    /// The head of an authorizer's response that refuses. A custom rule may deny with a status that a web server could read
    /// as permission, so any status outside 300...599 becomes 403.
    fileprivate var asRefusal: HTTPResponse {
        let status = (300...599).contains(status.code) ? status : .forbidden
        return HTTPResponse(status: status, headerFields: headers)
    }

    /// The body if it is in memory, and otherwise empty. Web servers replace the body of an authorizer's response.
    fileprivate var bodyInMemory: [UInt8] {
        guard case .bytes(let bytes) = body.storage else { return [] }
        return bytes
    }
}

/// Holds the binding's noncopyable writer so that a closure can use it.
private final class StreamedBody {
    private var body: ResponseBodyWriter?

    init(_ body: consuming ResponseBodyWriter) {
        self.body = consume body
    }

    var writer: BodyWriter {
        BodyWriter(write: { try self.body?.write($0) }, flush: { try self.body?.flush() })
    }

    /// Ends the body.
    ///
    /// - Parameter response: may have gained background work while the body was written.
    func finish(_ response: Response) throws {
        let backgroundWork = response.takeBackgroundWork()
        if !backgroundWork.isEmpty { body?.leave(backgroundWork) }
        try body.take()?.finish()
    }
}

extension ResponseWriter {
    fileprivate borrowing func leave(_ response: Response) {
        let backgroundWork = response.takeBackgroundWork()
        if !backgroundWork.isEmpty { leave(backgroundWork) }
    }
}
