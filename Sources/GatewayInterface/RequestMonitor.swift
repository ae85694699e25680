/// Learns about the request that a worker processes.
package protocol RequestMonitor: AnyObject, Sendable {
    /// Reports the route of the request, before its rule is evaluated.
    func note(_ route: RouteLabel)
}
