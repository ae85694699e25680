internal import GatewayInterface
internal import HTTPTypes

extension Dispatcher {
    /// A request is malformed or ambiguous. The record has the reason.
    struct Malformed: Error {}

    /// Reads the target, the method and the origin of a request.
    ///
    /// - Parameter mount: the mount of the routes.
    /// - Returns: the request, before its route is looked up.
    func arrive(
        _ parameters: Parameters,
        _ body: RequestBody,
        at mount: Mount,
        _ record: inout RequestRecord
    ) throws(Malformed) -> Request {
        let target: RequestTarget
        let segments: [String]
        let authority: TargetAuthority?
        do throws(RequestTargetError) {
            (target, segments, authority) = try gateway(parameters).target(below: mount)
        } catch {
            throw malformed("target refused: \(error)", &record)
        }
        guard let method = Self.method(parameters) else {
            noteRoute(of: target, &record)
            throw malformed("method refused: missing or malformed", &record)
        }
        let origin: RequestOrigin
        do throws(RequestOrigin.InvalidHost) {
            origin = try protection.origin(parameters, authority: authority)
        } catch {
            noteRoute(of: target, &record)
            let host = LogText.quoted(parameters.bytes(of: .host) ?? [])
            throw malformed(
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
        return Request(method: method, path: .none, context: context)
    }

    func gateway(_ parameters: Parameters) -> Gateway { Gateway(parameters, programName: programName) }

    private func malformed(_ summary: String, _ record: inout RequestRecord) -> Malformed {
        record.summary = summary
        return Malformed()
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
