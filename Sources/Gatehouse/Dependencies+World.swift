package import GatehouseCore

#if DEBUG
    internal import FastCGI
#endif

extension Dependencies {
    /// The real time, and the metrics that the program has set up.
    ///
    /// - Parameter observer: gets a record of every request, after the metrics.
    package static func world(observer: (@Sendable (RequestRecord) -> Void)? = nil) -> Dependencies {
        #if DEBUG
            ThrowHook.install()
        #endif
        let now: @Sendable () -> Timestamp = { .now }
        guard let metrics = RequestMetrics() else { return Dependencies(now: now, observer: observer) }
        return Dependencies(
            now: now,
            observer: { record in
                metrics.note(record)
                observer?(record)
            }
        )
    }
}
