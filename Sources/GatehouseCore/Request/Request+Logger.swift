public import Logging

extension Request {
    /// The logger of the gate, for handlers, rules and middleware. Its lines appear next to the request's own line.
    ///
    /// ```swift
    /// request.logger.notice("order taken", metadata: ["order": "\(order.id)"])
    /// ```
    ///
    /// If the web server has an error log for the virtual host, the lines go there. Lines below the gate's log level
    /// are left out. The level defaults to `notice`; `serve(logLevel:)` or `--log-level` changes it. Do not log
    /// secrets, and do not log client data without need. Control characters in values are escaped.
    public var logger: Logger { context.queue.logger }
}
