internal import GatewayInterface
internal import Synchronization

/// What the handler of a request has left to be done.
extension RequestContext {
    /// Keeps one more.
    ///
    /// - Throws: ``AfterResponseError/Code/tooLate`` after ``takeFollowUps()``.
    func leave(_ followUp: FollowUp) throws(AfterResponseError) {
        let isAccepted = followUps.withLock { $0?.append(followUp) } != nil
        guard isAccepted else {
            throw AfterResponseError(.tooLate, "work is left to be done after a response that has left already")
        }
    }

    /// Takes them out, once; nothing more is accepted.
    ///
    /// Whoever does not want them takes them, too: the work may hold the request, and the request holds it.
    func takeFollowUps() -> [FollowUp] {
        followUps.withLock { $0.take() } ?? []
    }
}
