internal import GatewayInterface
internal import HTTPTypes

extension Dispatcher {
    /// A request that can be understood in one way only. No route has been looked for.
    struct Arrival {
        let gateway: Gateway
        let request: Request
    }

    /// What becomes of what a web server hands over.
    enum Reading {
        case arrived(Arrival)
        /// No reader can make sense of it, or two could understand it differently. The record says why.
        case malformed
    }

    /// Reads target, method and origin.
    ///
    /// - Parameter mount: where the routes lie.
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
            return malformed("method refused", &record)
        }
        guard let origin = protection.origin(parameters, authority: authority) else {
            noteRoute(of: target, &record)
            let host = LogText.quoted(parameters.bytes(of: .host) ?? [])
            return malformed(
                "host refused: \(host) is none" + (authority == nil ? "" : ", or not the one of the target"),
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
            queue: backgroundWorkQueue
        )
        return .arrived(Arrival(gateway: gateway, request: Request(method: method, path: .none, context: context)))
    }

    private func malformed(_ summary: String, _ record: inout RequestRecord) -> Reading {
        record.summary = summary
        return .malformed
    }

    private static func method(_ parameters: Parameters) -> HTTPRequest.Method? {
        // Nearly all: their names have been checked already.
        for method in [HTTPRequest.Method.get, .post, .head]
        where parameters.has(.requestMethod, equalTo: method.rawValue) {
            return method
        }
        return parameters[.requestMethod].flatMap { HTTPRequest.Method($0) }
    }
}
