/// Learns about the request that a worker processes.
package protocol RequestMonitor: AnyObject, Sendable {
    /// When the request began: nanoseconds of CLOCK_MONOTONIC. A look at the clock takes as long as the rest of a monitor, so
    /// there is one for all that need this time.
    var began: UInt64 { get }

    /// Reports the route of the request, before its rule is evaluated.
    func note(_ route: RouteLabel)
}
