/// Work that a handler has left to be done once its answer has left.
///
/// The gate makes it, the binding runs it: once, or never if the answer does not leave whole.
package struct BackgroundWork: Sendable {
    /// What became of it.
    package enum Outcome: Sendable {
        /// It has ended.
        case done
        /// It threw.
        case failed(any Error)
        /// Its time was over, and it was cancelled.
        case overdue
        /// The program was told to end, its time for that was over, and the work was cancelled.
        case ended
        /// It was cancelled and goes on all the same.
        case stuck
        /// It was not begun, for this reason.
        case notBegun(String)
    }

    /// How long it may take, from its beginning.
    package let limit: Duration
    /// The work itself.
    package let work: @Sendable () async throws -> Void
    /// Is told what became of it.
    package let report: @Sendable (Outcome) -> Void
    /// Its place among a limited number.
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
