package import GatewayInterface
internal import Synchronization

/// Where the status routes of a gate find the status. The server, which does not exist when the routes are added, sets it.
package final class StatusSource: Sendable {
    private let reader = Mutex<(@Sendable () -> ServerStatus?)?>(nil)

    /// Creates a source without a status.
    package init() {}

    /// Sets how the status is read.
    package func set(_ reader: @escaping @Sendable () -> ServerStatus?) {
        self.reader.withLock { $0 = reader }
    }

    /// The status now; `nil` if there is no server, or it notes nothing.
    package var status: ServerStatus? { reader.withLock { $0 }?() }
}
