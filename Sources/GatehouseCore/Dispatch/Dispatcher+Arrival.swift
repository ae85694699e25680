internal import GatewayInterface
internal import HTTPTypes

extension Dispatcher {
    /// A well-formed request, before its route is looked up.
    struct Arrival {
        let gateway: Gateway
        let request: Request
    }

    /// The result of reading a request from the web server.
    enum Reading {
        case arrived(Arrival)
        /// The request is malformed or ambiguous. The record has the reason.
        case malformed
    }

    /// Reads the target, the method and the origin of a request.
    ///
    /// - Parameter mount: the mount of the routes.
    func arrive(
        _ parameters: Parameters,
        _ body: RequestBody,
        at mount: Mount,
        _ record: inout RequestRecord
    ) -> Reading {
        let gateway = Gateway(parameters, programName: programName)
        let target: RequestTarget
        let segments: [String]
        let authority: TargetAuthority?
        do throws(RequestTargetError) {
            (target, segments, authority) = try gateway.target(below: mount)
        } catch {
            return malformed("target refused: \(error)", &record)
        }
        guard let method = Self.method(parameters) else {
            noteRoute(of: target, &record)
            return malformed("method refused: missing or malformed", &record)
        }
        guard let origin = protection.origin(parameters, authority: authority) else {
            noteRoute(of: target, &record)
            let host = LogText.quoted(parameters.bytes(of: .host) ?? [])
            return malformed(
                "host refused: \(host) is not a valid host"
                    + (authority == nil ? "" : ", or differs from the target's"),
                &record
            )
        }
        record.method = method
        let context = RequestContext(
            target: target,
            parameters: parameters,
            body: body.limited(to: bodyLimit),
            time: dependencies.now(),
            origin: origin,
            mount: segments,
            links: links,
            queue: backgroundWorkQueue,
            languages: languages
        )
        return .arrived(Arrival(gateway: gateway, request: Request(method: method, path: .none, context: context)))
    }

    private func malformed(_ summary: String, _ record: inout RequestRecord) -> Reading {
        record.summary = summary
        return .malformed
    }

    private static func method(_ parameters: Parameters) -> HTTPRequest.Method? {
        switch parameters.knownMethod {
        case .get: .get
        case .head: .head
        case .post: .post
        case nil: parameters[.requestMethod].flatMap { HTTPRequest.Method($0) }
        }
    }
}
