import Foundation
import ServiceLifecycle
import Synchronization

/// Appends lines to a file that a test reads.
final class Events: Sendable {
    private let path: String?
    private let lines = Mutex("")

    init(path: String?) {
        self.path = path
    }

    func note(_ event: String) {
        guard let path else { return }
        lines.withLock { lines in
            lines += "\(event)\n"
            try? Data(lines.utf8).write(to: URL(filePath: path))
        }
    }
}

/// A service that notes when it starts and ends.
struct NotingService: Service {
    let events: Events

    func run() async throws {
        events.note("service starts")
        try? await gracefulShutdown()
        events.note("service ends")
    }
}
