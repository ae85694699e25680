extension Request {
    /// Adds background work that runs after the response has been sent. Neither the client nor the next request waits
    /// for it.
    ///
    /// ```swift
    /// gate.post("/orders", allow: customer) { request, customer in
    ///     let order = try await orders.place(for: customer)
    ///     try request.afterResponse("mail the receipt") { try await mail.send(order.receipt, to: customer) }
    ///     return Redirect(to: "/orders/\(order.id)")
    /// }
    /// ```
    ///
    /// The work runs once, when the web server has the whole response; for a stream, after its end. Several jobs of one
    /// request run one after another, in the order in which they were added. They run in parallel with later requests,
    /// on a thread that they may block. An error that the work throws is logged and has no other effect.
    ///
    /// When the time limit is reached, the work is cancelled like a task: the operation that it awaits throws, and
    /// `Task.isCancelled` is `true`. When the program is asked to end, the work can continue for the rest of
    /// ``GateConfiguration/drainTimeout`` and is then cancelled. Under CGI, the process stays until the work is done;
    /// the web server need not wait for it.
    ///
    /// The work does not run if the handler throws, a stream is aborted, the request is aborted, the web server closes
    /// the connection before it has the whole response, or the program is killed. Do work that must happen in any case
    /// before the response. Put work that must survive a crash into a store.
    ///
    /// - Parameters:
    ///   - name: the name of the work in the log.
    ///   - limit: the time limit; defaults to ``GateConfiguration/backgroundWorkTimeout``.
    ///   - work: the work. It cannot read the request's body.
    /// - Throws: ``AfterResponseError``: ``AfterResponseError/Code/full`` if all
    ///   ``GateConfiguration/backgroundWorkLimit`` slots, or all ``GateConfiguration/backgroundWorkLimitPerRoute``
    ///   slots of this route, are in use (503 if the handler does not catch it); ``AfterResponseError/Code/tooLate``
    ///   after the response; ``AfterResponseError/Code/invalidTime`` if the time limit is not positive.
    public func afterResponse(
        _ name: String,
        within limit: Duration? = nil,
        _ work: @escaping @Sendable () async throws -> Void
    ) throws(AfterResponseError) {
        try context.leave(try context.queue.accept(name, within: limit, route: path.route, work))
    }
}
