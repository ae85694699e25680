public import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

extension Gate {
    /// Adds three routes that show what the workers of all processes do: a page, JSON for scripts, and OpenMetrics text for
    /// Prometheus.
    ///
    /// ```swift
    /// gate.status("/status", allow: admin)
    /// ```
    ///
    /// The page is at the path. JSON is at `/status/json` and the metrics are at `/status/metrics`, below the path. They show each
    /// worker with its route, counts by status and duration, the last hour, the memory of each process, and the connections that
    /// wait. They contain no text of a client: no paths, only routes.
    ///
    /// A gate has no such routes unless you add them. The rule limits who may use them, because the state of a program helps an
    /// attacker to choose the time of an attack. A request of an allowed client is counted and logged like any other.
    ///
    /// All processes of a supervisor (``GateConfiguration/processes``) share the numbers. Under a process manager such as mod_fcgid,
    /// they need a common directory: ``GateConfiguration/scoreboard``. CGI processes are not counted. With `--status-listen ADDRESS`,
    /// the supervisor itself responds on a socket of its own, even if all workers hang.
    ///
    /// - Parameters:
    ///   - path: the path, such as `/status`.
    ///   - access: the rule.
    ///   - fileID: the source file, for the table of routes. Omit it.
    ///   - line: the source line. Omit it.
    public mutating func status<Evidence: Sendable>(
        _ path: String,
        allow access: Access<Evidence>,
        fileID: String = #fileID,
        line: UInt = #line
    ) {
        addStatus { gate, source in
            for format in StatusFormat.allCases {
                gate.get(format.path(below: path), allow: access, fileID: fileID, line: line) { _, _ in
                    try StatusReport(source.status, format)
                }
            }
        }
    }

    /// Adds the three routes, with a rule that has no evidence.
    public mutating func status(
        _ path: String,
        allow access: Access<Void>,
        fileID: String = #fileID,
        line: UInt = #line
    ) {
        addStatus { gate, source in
            for format in StatusFormat.allCases {
                gate.get(format.path(below: path), allow: access, fileID: fileID, line: line) { _ in
                    try StatusReport(source.status, format)
                }
            }
        }
    }
}
