internal import Synchronization

/// A switch that closes and opens parts of a gate at run time: ``Access/notInMaintenance(_:)``.
///
/// ```swift
/// let maintenance = MaintenanceSwitch()
/// gate.get("/notes", allow: Access.notInMaintenance(maintenance).and(member)) { request, member in … }
/// maintenance.isOn = true                             // 503 from the next request on
/// ```
///
/// Any thread can change it. Each process has its own switch; if several processes serve, use a condition that they
/// share: ``Access/notInMaintenance(retryAfter:_:)``.
public final class MaintenanceSwitch: Sendable {
    private let state: Atomic<Bool>

    /// The value of `Retry-After`, in seconds.
    public let retryAfter: Int

    /// Creates a switch.
    ///
    /// - Parameters:
    ///   - isOn: whether maintenance is initially in progress.
    ///   - retryAfter: the value of `Retry-After` in seconds; defaults to five minutes. A negative number counts as 0.
    public init(isOn: Bool = false, retryAfter: Int = 300) {
        state = Atomic(isOn)
        self.retryAfter = max(retryAfter, 0)
    }

    /// Whether maintenance is in progress. Requests whose rule has already allowed them complete.
    public var isOn: Bool {
        get { state.load(ordering: .acquiring) }
        set { state.store(newValue, ordering: .releasing) }
    }
}
