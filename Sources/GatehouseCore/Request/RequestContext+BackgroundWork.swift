internal import GatewayInterface
internal import Synchronization

/// The background work of a request.
extension RequestContext {
    /// Adds background work.
    ///
    /// - Throws: ``AfterResponseError/Code/tooLate`` after ``takeBackgroundWork()``.
    func leave(_ item: BackgroundWork) throws(AfterResponseError) {
        let isAccepted = backgroundWork.withLock { $0?.append(item) } != nil
        guard isAccepted else {
            throw AfterResponseError(
                .tooLate, "background work was added after the response was sent; add it before the response ends"
            )
        }
    }

    /// Removes and returns the background work. Afterwards, no more work is accepted.
    ///
    /// Call this even to discard the work: the work may retain the request, and the request retains the work.
    func takeBackgroundWork() -> [BackgroundWork] {
        backgroundWork.withLock { $0.take() } ?? []
    }
}
