internal import Synchronization

extension FastCGIExchange {
    /// FCGX_SetExitStatus, as long as libfcgi has the request.
    func setApplicationStatus(_ status: UInt32, request number: Int) {
        state.withLock { state in
            if state.number == number, state.isUnderWay { state.library.setStatus(status) }
        }
    }
}
