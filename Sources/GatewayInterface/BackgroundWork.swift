/// Work that a handler leaves for after its response.
///
/// The gate creates it and the binding runs it: once, or never if the response is not sent completely.
package struct BackgroundWork: Sendable {
    /// The result of the work.
    package enum Outcome: Sendable {
        /// The work completed.
        case done
        /// The work threw an error.
        case failed(any Error)
        /// The work exceeded its time limit and was cancelled.
        case overdue
        /// The program is terminating. The time for that is over, and the work was cancelled.
        case ended
        /// The work was cancelled, but continues.
        case stuck
        /// The work was not started, for this reason.
        case notBegun(String)
    }

    /// The time limit, from the start of the work.
    package let limit: Duration
    /// The work itself.
    package let work: @Sendable () async throws -> Void
    /// Called with the result.
    package let report: @Sendable (Outcome) -> Void
    /// The slot of the work in the queue.
    package let slot: any BackgroundWorkSlot

    /// Creates a piece of work.
    package init(
        limit: Duration,
        slot: any BackgroundWorkSlot,
        report: @escaping @Sendable (Outcome) -> Void,
        work: @escaping @Sendable () async throws -> Void
    ) {
        self.limit = limit
        self.slot = slot
        self.report = report
        self.work = work
    }
}
