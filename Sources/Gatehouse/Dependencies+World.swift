internal import FastCGI
package import GatehouseCore

extension Dependencies {
    /// The real time, and the metrics that the program has set up.
    ///
    /// - Parameter observer: gets a record of every request, after the metrics.
    package static func world(observer: (@Sendable (RequestRecord) -> Void)? = nil) -> Dependencies {
        #if DEBUG
            ThrowHook.install()
        #endif
        let now: @Sendable () -> Timestamp = { .now }
        let nanoseconds: @Sendable () -> UInt64 = { BootClock.monotonicNanoseconds }
        guard let metrics = RequestMetrics() else {
            return Dependencies(now: now, nanoseconds: nanoseconds, observer: observer)
        }
        return Dependencies(
            now: now,
            nanoseconds: nanoseconds,
            observer: { record in
                metrics.note(record)
                observer?(record)
            }
        )
    }
}
