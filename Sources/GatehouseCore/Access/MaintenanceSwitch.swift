internal import Synchronization

/// Closes and opens parts of a gate while it serves: ``Access/notInMaintenance(_:)``.
///
/// ```swift
/// let maintenance = MaintenanceSwitch()
/// gate.get("/notes", allow: Access.notInMaintenance(maintenance).and(member)) { request, member in … }
/// maintenance.isOn = true                             // 503 from the next request on
/// ```
///
/// It may be flipped from any thread. Each process has its own: where several serve, ask something that they share.
public final class MaintenanceSwitch: Sendable {
    private let state: Atomic<Bool>

    /// After how many seconds it is worth to ask again, for `Retry-After`.
    public let retryAfter: Int

    /// Creates a switch.
    ///
    /// - Parameters:
    ///   - isOn: whether it is closed to begin with.
    ///   - retryAfter: in seconds; five minutes unless told. A negative number counts as 0.
    public init(isOn: Bool = false, retryAfter: Int = 300) {
        state = Atomic(isOn)
        self.retryAfter = max(retryAfter, 0)
    }

    /// Whether maintenance is going on. A request that has passed its rule by then is still answered.
    public var isOn: Bool {
        get { state.load(ordering: .acquiring) }
        set { state.store(newValue, ordering: .releasing) }
    }
}
