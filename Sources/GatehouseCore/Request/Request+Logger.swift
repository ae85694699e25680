public import Logging

extension Request {
    /// The log of the gate: what a handler, a rule or middleware writes to it stands beside the line of the request.
    ///
    /// ```swift
    /// request.logger.notice("order taken", metadata: ["order": "\(order.id)"])
    /// ```
    ///
    /// Where the web server has an error log for the virtual host, the line is there. What is less than the level of the gate is
    /// left out: `notice` unless `serve(logLevel:)` or `--log-level` says otherwise. Do not write secrets there, nor what a
    /// client sent without need; control characters of a value are escaped.
    public var logger: Logger { context.queue.logger }
}
