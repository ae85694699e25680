internal import GatewayInterface
internal import Synchronization

/// The route of the one request of a CGI process.
final class NotedRoute: RequestMonitor {
    let began = BootClock.monotonicNanoseconds
    private let label = Mutex<RouteLabel?>(nil)

    var text: String? { label.withLock { $0?.text } }

    func note(_ route: RouteLabel) {
        label.withLock { $0 = route }
    }
}
