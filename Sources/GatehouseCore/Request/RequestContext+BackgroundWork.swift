internal import GatewayInterface
internal import Synchronization

/// What the handler of a request has left to be done.
extension RequestContext {
    /// Keeps one more.
    ///
    /// - Throws: ``AfterResponseError/Code/tooLate`` after ``takeBackgroundWork()``.
    func leave(_ item: BackgroundWork) throws(AfterResponseError) {
        let isAccepted = backgroundWork.withLock { $0?.append(item) } != nil
        guard isAccepted else {
            throw AfterResponseError(.tooLate, "work is left to be done after a response that has left already")
        }
    }

    /// Takes them out, once; nothing more is accepted.
    ///
    /// Whoever does not want them takes them, too: the work may hold the request, and the request holds it.
    func takeBackgroundWork() -> [BackgroundWork] {
        backgroundWork.withLock { $0.take() } ?? []
    }
}
