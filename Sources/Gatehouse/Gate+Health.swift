internal import FastCGI
public import GatehouseCore
internal import HTTPTypes

extension Gate {
    /// Adds a route for health checks by a monitor or a load balancer.
    ///
    /// ```swift
    /// gate.health("/health", allow: .address(in: "192.0.2.10", "::1")) { await database.answers() }
    /// ```
    ///
    /// GET and HEAD get a 200 while the program is healthy. They get a 503 while it is not, and after the process was asked
    /// to end. The response contains no details and is not cached. Each request is logged like any other.
    ///
    /// A gate has no such route unless you add one. The rule limits who may use it, because the state of a program helps an
    /// attacker to choose the time of an attack. For all other clients the path looks like one that does not exist.
    ///
    /// Behind a proxy, or behind a web server on the same machine that forwards requests, every request comes from the
    /// address of that machine, unless ``GateConfiguration/proxies`` lists it. A rule for loopback then lets everyone pass.
    ///
    /// With several processes (``GateConfiguration/processes``), each new process must answer the first health check with 200
    /// before it replaces another. That request comes from 127.0.0.1, so the rule must allow loopback addresses.
    ///
    /// - Parameters:
    ///   - path: the path, such as `/health`.
    ///   - access: the rule.
    ///   - fileID: the source file, for the table of routes. Omit it.
    ///   - line: the source line. Omit it.
    ///   - isWell: checks what the program depends on, such as its database. The time limit of every handler applies. An
    ///     error that it throws becomes a 500, with the reason in the log.
    public mutating func health(
        _ path: String,
        allow access: Access<Void>,
        fileID: String = #fileID,
        line: UInt = #line,
        isWell: @escaping @Sendable () async throws -> Bool = { true }
    ) {
        healthPath = healthPath ?? path
        get(path, allow: access, fileID: fileID, line: line) { _ in
            let isWell = try await isWell()
            // Checked last, because the request to end may have arrived meanwhile.
            return HealthReport(isWell: isWell && !Termination.isRequested)
        }
    }
}

/// The response to a health check.
struct HealthReport: ResponseConvertible {
    let isWell: Bool

    func response(to request: GatehouseCore.Request) -> Response {
        Response(
            status: isWell ? .ok : .serviceUnavailable,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: .text(isWell ? "well\n" : "not well\n")
        )
    }
}
