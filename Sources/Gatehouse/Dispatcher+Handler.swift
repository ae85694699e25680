package import FastCGI
package import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

extension Dispatcher {
    /// Hands each request of the binding to the gate, and the gate's answer back.
    package var handler: Server.Handler {
        { request, writer in
            if request.role == .authorizer {
                switch await verdict(on: request.parameters, body: request.body) {
                case .allowed: try writer.authorize()
                case .refused(let response): try writer.finish(response.asRefusal, body: response.bodyInMemory)
                }
                return
            }
            let response = await respond(to: request.parameters, body: request.body)
            // Also where the answer cannot be sent.
            defer { _ = response.takeBackgroundWork() }
            do {
                try await response.send(by: writer, to: request.parameters)
            } catch let error as FastCGIError where error.code != .invalidResponse {
                // Nobody is there to get another one.
                throw error
            } catch {
                throw ReplacementResponse(
                    failure(insteadOf: response, error, to: request.parameters).asCompleteResponse)
            }
        }
    }
}

extension Response {
    /// Hands the answer to the binding.
    fileprivate func send(by writer: consuming ResponseWriter, to parameters: Parameters) async throws {
        if !isStream { writer.leave(self) }
        switch body.storage {
        case .bytes(let bytes):
            try writer.finish(
                HTTPResponse(status: status, headerFields: headers),
                rendered: sharedFields?.bytes ?? [],
                body: bytes
            )
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

    private static func isHead(_ parameters: Parameters) -> Bool {
        parameters.has(.requestMethod, equalTo: "HEAD")
    }

    /// The answer as the binding sends it. A body that is made while it leaves would be empty: what the gate itself
    /// answers is in memory.
    package var asCompleteResponse: CompleteResponse {
        CompleteResponse(head: HTTPResponse(status: status, headerFields: allHeaders), body: bodyInMemory)
    }

    /// Whether it is still being made while it leaves.
    fileprivate var isStream: Bool {
        switch body.storage {
        case .bytes: false
        case .file(let source, _): !(source is OpenFile)
        case .stream: true
        }
    }

    /// The head of an answer to a web server's question. A rule of the program's own may deny with a status that a web
    /// server could take for a yes.
    fileprivate var asRefusal: HTTPResponse {
        let status = (300...599).contains(status.code) ? status : .forbidden
        return HTTPResponse(status: status, headerFields: headers)
    }

    /// The body, if it is in memory. To an authorizer's answer, web servers put their own in its place.
    fileprivate var bodyInMemory: [UInt8] {
        guard case .bytes(let bytes) = body.storage else { return [] }
        return bytes
    }
}

/// Takes the binding's writer, which cannot be copied, to where a closure can use it.
private final class StreamedBody {
    private var body: ResponseBodyWriter?

    init(_ body: consuming ResponseBodyWriter) {
        self.body = consume body
    }

    var writer: BodyWriter {
        BodyWriter(write: { try self.body?.write($0) }, flush: { try self.body?.flush() })
    }

    /// - Parameter answer: may have been left something to do while the body was written.
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
