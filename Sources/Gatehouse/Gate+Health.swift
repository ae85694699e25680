internal import FastCGI
public import GatehouseCore
internal import HTTPTypes

extension Gate {
    /// Opens a path for whoever watches over the program: a monitor, a load balancer.
    ///
    /// ```swift
    /// gate.health("/health", allow: .address(in: "192.0.2.10", "::1")) { await database.answers() }
    /// ```
    ///
    /// The answer to GET and HEAD is 200 while the program is well, and 503 while it is not or has been told to end. It says
    /// nothing else, is never kept by a cache, and is a line in the log like any other. There is no such path unless the
    /// program says so, and it is for nobody but whom its rule lets pass: how a program is can tell somebody else when to
    /// strike. To everybody else it looks like a path that does not exist.
    ///
    /// Behind a proxy or on a host where a web server of the same machine passes requests on, each of them comes from that
    /// machine's address unless ``GateConfiguration/proxies`` names it: loopback is everybody there.
    ///
    /// - Parameters:
    ///   - path: such as `/health`.
    ///   - access: the rule.
    ///   - fileID: where it is written, for the table of routes. Leave it out.
    ///   - line: the same.
    ///   - isWell: looks at what the program cannot do without, such as its database; within the time that every handler has.
    ///     What it throws is a 500, with the reason in the log.
    public mutating func health(
        _ path: String,
        allow access: Access<Void>,
        fileID: String = #fileID,
        line: UInt = #line,
        isWell: @escaping @Sendable () async throws -> Bool = { true }
    ) {
        get(path, allow: access, fileID: fileID, line: line) { _ in
            let isWell = try await isWell()
            // Last: it may have been told so meanwhile.
            return HealthReport(isWell: isWell && !Termination.isRequested)
        }
    }
}

/// What a monitor is told.
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
