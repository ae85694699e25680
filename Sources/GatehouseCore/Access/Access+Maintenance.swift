extension Access where Evidence == Void {
    /// Lets every request pass but while a switch is on; then 503 with `Retry-After`.
    ///
    /// ```swift
    /// gate.get("/notes", allow: Access.notInMaintenance(maintenance).and(member)) { request, member in … }
    /// ```
    public static func notInMaintenance(_ maintenance: MaintenanceSwitch) -> Access {
        notInMaintenance(retryAfter: maintenance.retryAfter) { maintenance.isOn }
    }

    /// Lets every request pass but while something says that maintenance is going on; then 503 with `Retry-After`.
    ///
    /// ```swift
    /// let open = Access.notInMaintenance(retryAfter: 60) { try await settings.isClosed() }
    /// ```
    ///
    /// - Parameters:
    ///   - seconds: after which it is worth to ask again; five minutes unless told. A negative number counts as 0.
    ///   - isOn: whether it is going on, asked for each request. An error denies too, with 500.
    public static func notInMaintenance(
        retryAfter seconds: Int = 300,
        _ isOn: @escaping @Sendable () async throws -> Bool
    ) -> Access {
        Access(name: "not in maintenance", problems: []) { _ in
            guard try await !isOn() else { throw Denial.unavailable(retryAfter: seconds) }
        }
    }
}
