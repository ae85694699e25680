extension Access where Evidence == Void {
    /// Allows every request unless a switch is on; then the response is 503 with `Retry-After`.
    ///
    /// ```swift
    /// gate.get("/notes", allow: Access.notInMaintenance(maintenance).and(member)) { request, member in … }
    /// ```
    public static func notInMaintenance(_ maintenance: MaintenanceSwitch) -> Access {
        notInMaintenance(retryAfter: maintenance.retryAfter) { maintenance.isOn }
    }

    /// Allows every request unless a closure returns `true`; then the response is 503 with `Retry-After`.
    ///
    /// ```swift
    /// let open = Access.notInMaintenance(retryAfter: 60) { try await settings.isClosed() }
    /// ```
    ///
    /// - Parameters:
    ///   - seconds: the value of `Retry-After`; defaults to five minutes. A negative number counts as 0.
    ///   - isOn: whether maintenance is in progress; called for each request. An error denies with 500.
    public static func notInMaintenance(
        retryAfter seconds: Int = 300,
        _ isOn: @escaping @Sendable () async throws -> Bool
    ) -> Access {
        Access(name: "not in maintenance", problems: []) { _ in
            guard try await !isOn() else { throw Denial.unavailable(retryAfter: seconds) }
        }
    }
}
