extension Request {
    /// Leaves work to be done once the response has left: the client does not wait for it, nor does the next request.
    ///
    /// ```swift
    /// gate.post("/orders", allow: customer) { request, customer in
    ///     let order = try await orders.place(for: customer)
    ///     try request.afterResponse("mail the receipt") { try await mail.send(order.receipt, to: customer) }
    ///     return Redirect(to: "/orders/\(order.id)")
    /// }
    /// ```
    ///
    /// It runs once, when the web server has the whole response; after a stream, when the stream has ended. Several pieces
    /// of one request run one after the other, in the order in which they were left, beside the requests that come
    /// meanwhile, on a thread that they may block. What it throws is logged, and nobody else learns of it.
    ///
    /// When its time is over it is cancelled, as a task is: what it waits for throws, and `Task.isCancelled` says so. When
    /// the program is told to end, work goes on for what is left of ``GateConfiguration/drainTimeout`` and is cancelled
    /// then. Under CGI the process stays until the work is done, and the web server need not wait for it.
    ///
    /// It does not run when the handler throws, a stream breaks off, the request is cut off, or the web server has gone
    /// before it had everything; nor when the program is killed. What has to happen in any case belongs before the
    /// response, and what must survive a crash into a store.
    ///
    /// - Parameters:
    ///   - name: what the log calls it.
    ///   - limit: how long it may take; ``GateConfiguration/backgroundWorkTimeout`` unless told.
    ///   - work: what is to be done. The request's body cannot be read any more by then.
    /// - Throws: ``AfterResponseError/Code/full`` when ``GateConfiguration/backgroundWorkLimit`` pieces wait or run already, or
    ///   ``GateConfiguration/backgroundWorkLimitPerRoute`` of this route: thrown on by the handler, it is answered with 503. ``AfterResponseError/Code/tooLate`` when the response has left.
    public func afterResponse(
        _ name: String,
        within limit: Duration? = nil,
        _ work: @escaping @Sendable () async throws -> Void
    ) throws(AfterResponseError) {
        try context.leave(try context.queue.accept(name, within: limit, route: path.route, work))
    }
}
