public import GatewayInterface
public import HTTPTypes
public import Logging

/// The parts of a request that middleware can change.
final class RequestChanges: Sendable {
    let parameters: Parameters
    let body: RequestBody
    let logger: Logger

    init(parameters: Parameters, body: RequestBody, logger: Logger) {
        self.parameters = parameters
        self.body = body
        self.logger = logger
    }
}

/// What a ``Middleware`` can change before it calls ``Next/callAsFunction(_:)``. Method, target, host, scheme and client
/// address cannot change, because the access rule was evaluated for them.
extension Request {
    /// The body. It is read on demand.
    ///
    /// Middleware that reads the body can pass it on:
    ///
    /// ```swift
    /// group.middleware("signed bodies") { request, next in
    ///     var changed = request
    ///     let bytes = try await request.body.collect(upTo: 1 << 20)
    ///     guard signature(request.headers[.authorization], matches: bytes) else { throw HTTPError(.forbidden) }
    ///     changed.body = RequestBody(bytes)
    ///     return try await next(changed)
    /// }
    /// ```
    public var body: RequestBody {
        get { changes?.body ?? context.body }
        set { changes = RequestChanges(parameters: parameters, body: newValue, logger: logger) }
    }

    /// The logger of the gate, for handlers, rules and middleware. Its lines appear next to the request's own line.
    ///
    /// ```swift
    /// request.logger.notice("order taken", metadata: ["order": "\(order.id)"])
    /// ```
    ///
    /// If the web server has an error log for the virtual host, the lines go there. Lines below the gate's log level
    /// are left out. The level defaults to `notice`; `serve(logLevel:)` or `--log-level` changes it. Do not log
    /// secrets, and do not log client data without need. Control characters in values are escaped.
    ///
    /// Middleware can add metadata to all lines of the handler: `changed.logger[metadataKey: "order"] = "\(id)"`. The
    /// request's own line does not get it.
    public var logger: Logger {
        get { changes?.logger ?? context.queue.logger }
        set { changes = RequestChanges(parameters: parameters, body: body, logger: newValue) }
    }

    /// Sets, replaces or removes a header field for the middleware inside and the handler. Cookies, conditional
    /// requests, ranges and decoders also use the new value.
    ///
    /// The call copies all parameters.
    ///
    /// - Parameters:
    ///   - name: the field. ``headers`` never has `Proxy`, so setting it has no effect.
    ///   - value: the new value; `nil` removes the field.
    /// - Throws: `ParametersError` for a value with a NUL, with more than 30 combining marks in a row or with more than
    ///   128 KiB, and above 65,535 parameters.
    public mutating func setHeader(_ name: HTTPField.Name, to value: String?) throws(ParametersError) {
        let changed = try parameters.settingField(name.canonicalName, to: value)
        changes = RequestChanges(parameters: changed, body: body, logger: logger)
    }
}
