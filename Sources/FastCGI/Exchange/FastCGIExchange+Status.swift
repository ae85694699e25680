internal import GatewayInterface
internal import Synchronization

extension FastCGIExchange {
    var monitor: (any RequestMonitor)? { lane }

    /// Calls FCGX_SetExitStatus if libfcgi still has the request.
    func setApplicationStatus(_ status: UInt32, request number: Int) {
        state.withLock { state in
            if state.number == number, state.isUnderWay { state.library.setStatus(status) }
        }
    }

    func leave(_ backgroundWork: [BackgroundWork], request number: Int) {
        state.withLock { state in
            if state.number == number, state.isUnderWay { state.backgroundWork = backgroundWork }
        }
    }
}
