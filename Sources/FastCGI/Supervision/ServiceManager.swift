internal import CFastCGI
internal import Glibc

/// Tells systemd about the state of the service: sd_notify(3), without libsystemd.
///
/// Without `NOTIFY_SOCKET`, all calls do nothing.
struct ServiceManager: Sendable {
    private let socket: String?

    /// How often systemd expects ``watchdog()``: half of `WATCHDOG_USEC`. `nil` if it expects none.
    let watchdogInterval: Duration?

    init() {
        socket = ProcessEnvironment.value("NOTIFY_SOCKET")
        let own = ProcessEnvironment.value("WATCHDOG_PID").map { $0 == "\(getpid())" } ?? true
        watchdogInterval = ProcessEnvironment.value("WATCHDOG_USEC").flatMap { own ? Int64($0) : nil }
            .map { .microseconds(max($0, 2000) / 2) }
    }

    /// The service can serve requests.
    func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }

    /// The service loads its configuration again, until ``ready(_:)``.
    func reloading() {
        // systemd compares the moment with the one of its own request (Type=notify-reload).
        send("RELOADING=1\nMONOTONIC_USEC=\(BootClock.monotonicNanoseconds / 1000)\nSTATUS=reloading")
    }

    /// The service ends.
    func stopping() { send("STOPPING=1\nSTATUS=finishing the requests in flight") }

    /// The service runs.
    func watchdog() { send("WATCHDOG=1") }

    /// Sends a message. A failure is ignored: systemd notices the missing message.
    private func send(_ message: String) {
        guard let socket else { return }
        // The strings are used during the call only.
        _ = try? systemCall("notify the service manager") { unsafe gatehouse_notify(socket, message) }
    }
}
