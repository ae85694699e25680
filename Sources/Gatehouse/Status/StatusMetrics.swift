internal import GatewayInterface

/// The status as OpenMetrics text (version 1.0.0).
struct StatusMetrics {
    private var lines: [String] = []

    static func text(_ status: ServerStatus) -> String {
        var metrics = StatusMetrics()
        metrics.add(status)
        return metrics.lines.joined(separator: "\n") + "\n# EOF\n"
    }

    private mutating func add(_ status: ServerStatus) {
        let counters = status.counters
        family("requests", "counter", "Completed requests by the class of their status.")
        for (name, count) in zip(ServerStatus.Counters.classes, counters.byClass) {
            sample("requests_total", "{status=\"\(name)\"}", "\(count)")
        }
        addDurations(counters)
        family("response_body_bytes", "counter", "Bytes of the bodies of responses.")
        sample("response_body_bytes_total", "", "\(counters.bytes)")
        family("workers", "gauge", "Workers of all processes by what they do.")
        for activity in ServerStatus.Activity.allCases {
            let count = status.workers.count { $0.activity == activity }
            sample("workers", "{activity=\"\(activity.rawValue)\"}", "\(count)")
        }
        var memory: [Int: Int] = [:]
        for worker in status.workers { memory[worker.process] = worker.memory }
        family("processes", "gauge", "Processes that run.")
        sample("processes", "", "\(memory.count)")
        family("process_memory_bytes", "gauge", "Resident memory of each process.")
        for (process, bytes) in memory.sorted(by: { $0.key < $1.key }) {
            sample("process_memory_bytes", "{process=\"\(process)\"}", "\(bytes)")
        }
        family("processes_started", "counter", "Processes that have started.")
        sample("processes_started_total", "", "\(status.processesStarted)")
        family("workers_without_place", "counter", "Workers that the table has no place for.")
        sample("workers_without_place_total", "", "\(status.workersWithoutPlace)")
        guard let queue = status.queue else { return }
        family("listen_queue", "gauge", "Connections that wait for a worker.")
        sample("listen_queue", "", "\(queue.waiting)")
        family("listen_queue_limit", "gauge", "Connections that can wait.")
        sample("listen_queue_limit", "", "\(queue.limit)")
    }

    private mutating func addDurations(_ counters: ServerStatus.Counters) {
        family("request_duration_seconds", "histogram", "Durations of completed requests.")
        var sum: UInt64 = 0
        let limits = ServerStatus.Counters.limits.map(StatusText.seconds(microseconds:)) + ["+Inf"]
        for (limit, count) in zip(limits, counters.byTime) {
            sum &+= count
            sample("request_duration_seconds_bucket", "{le=\"\(limit)\"}", "\(sum)")
        }
        sample("request_duration_seconds_count", "", "\(sum)")
        sample("request_duration_seconds_sum", "", StatusText.seconds(microseconds: counters.microseconds))
    }

    private static let prefix = "gatehouse_server_"

    private mutating func family(_ name: String, _ type: String, _ help: String) {
        lines.append("# TYPE \(Self.prefix)\(name) \(type)")
        lines.append("# HELP \(Self.prefix)\(name) \(help)")
    }

    private mutating func sample(_ name: String, _ labels: String, _ value: String) {
        lines.append("\(Self.prefix)\(name)\(labels) \(value)")
    }
}
