package import FastCGI
package import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

extension Dispatcher {
    /// Hands each request of the binding to the gate, and the gate's answer back.
    package var handler: Server.Handler {
        { request, response in
            if request.role == .authorizer {
                switch await verdict(on: request.parameters, body: request.body) {
                case .allowed: try response.authorize()
                case .refused(let answer): try response.finish(answer.asRefusal, body: answer.refusalBody)
                }
                return
            }
            let answer = await respond(to: request.parameters, body: request.body)
            // Also where the answer cannot be sent.
            defer { _ = answer.takeFollowUps() }
            if !answer.isStream { response.leave(answer) }
            switch answer.body.storage {
            case .bytes(let bytes):
                try response.finish(
                    HTTPResponse(status: answer.status, headerFields: answer.headers),
                    rendered: answer.sharedFields?.bytes ?? [],
                    body: bytes
                )
            case .file(let file as OpenFile, let part):
                let head = HTTPResponse(status: answer.status, headerFields: answer.allHeaders)
                try response.finish(head, file: ResponseFile(file, part))
            case .file(let source, let part):
                var head = HTTPResponse(status: answer.status, headerFields: answer.allHeaders)
                head.headerFields[.contentLength] = String(part.count)
                let body = StreamedBody(try response.start(head))
                if !request.parameters.has("REQUEST_METHOD", equalTo: "HEAD") {
                    try source.write(part, to: body.writer)
                }
                try body.finish(answer)
            case .stream(let length, let write):
                var head = HTTPResponse(status: answer.status, headerFields: answer.allHeaders)
                if let length { head.headerFields[.contentLength] = String(length) }
                let body = StreamedBody(try response.start(head))
                if !request.parameters.has("REQUEST_METHOD", equalTo: "HEAD") {
                    try await write(body.writer)
                }
                try body.finish(answer)
            }
        }
    }
}

extension Response {
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

    /// Its body. Web servers put their own in its place.
    fileprivate var refusalBody: [UInt8] {
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
    func finish(_ answer: Response) throws {
        let followUps = answer.takeFollowUps()
        if !followUps.isEmpty { body?.leave(followUps) }
        try body.take()?.finish()
    }
}

extension ResponseWriter {
    fileprivate borrowing func leave(_ answer: Response) {
        let followUps = answer.takeFollowUps()
        if !followUps.isEmpty { leave(followUps) }
    }
}
