internal import CoreMetrics
internal import GatehouseCore
internal import HTTPTypes

/// Counts and times requests with swift-metrics.
///
/// - `gatehouse_requests_total`: a counter, by `method`, `route`, `status` and `decision`.
/// - `gatehouse_request_duration`: a timer, by `route`.
/// - `gatehouse_response_bytes_total`: a counter, by `route`.
///
/// A label never contains text from the client: the route of an unknown path is `none`, an unknown method is `other`.
struct RequestMetrics: Sendable {
    private let factory: any MetricsFactory

    /// Creates the metrics; `nil` if the program has not set up swift-metrics. Requests then cost nothing extra.
    init?(_ factory: any MetricsFactory = MetricsSystem.factory) {
        guard !(factory is NOOPMetricsHandler) else { return nil }
        self.factory = factory
    }

    func note(_ record: RequestRecord) {
        let route = ("route", record.route ?? "none")
        Counter(
            label: "gatehouse_requests_total",
            dimensions: [
                ("method", record.method.flatMap { Self.methods[$0] } ?? "other"), route,
                ("status", String(record.status.code)), ("decision", "\(record.decision)"),
            ],
            factory: factory
        ).increment()
        Timer(label: "gatehouse_request_duration", dimensions: [route], factory: factory)
            .recordNanoseconds(record.duration.nanoseconds)
        Counter(label: "gatehouse_response_bytes_total", dimensions: [route], factory: factory)
            .increment(by: record.bytes)
    }

    private static let methods: [HTTPRequest.Method: String] = Dictionary(
        uniqueKeysWithValues: [
            HTTPRequest.Method.get, .head, .post, .put, .patch, .delete, .options,
        ].map { ($0, $0.rawValue) }
    )
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
