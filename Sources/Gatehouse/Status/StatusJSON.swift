internal import GatehouseCore
internal import GatewayInterface

/// The status as JSON. docs/status.md describes the members.
enum StatusJSON {
    static func text(_ status: ServerStatus) -> String {
        let counters = status.counters
        let byClass = zip(ServerStatus.Counters.classes, counters.byClass).map { "\(JSONText.quoted($0)):\($1)" }
        let limits = ServerStatus.Counters.limits.map(StatusText.seconds(microseconds:)) + ["null"]
        let byTime = zip(limits, counters.byTime).map { "{\"upTo\":\($0),\"requests\":\($1)}" }
        let members = [
            ("begin", "\(status.begin)"),
            ("requests", "\(counters.requests)"),
            ("seconds", StatusText.seconds(microseconds: counters.microseconds)),
            ("bytes", "\(counters.bytes)"),
            ("byStatus", "{\(byClass.joined(separator: ","))}"),
            ("byDuration", "[\(byTime.joined(separator: ","))]"),
            ("queue", status.queue.map { "{\"waiting\":\($0.waiting),\"limit\":\($0.limit)}" } ?? "null"),
            ("processesStarted", "\(status.processesStarted)"),
            ("workersWithoutPlace", "\(status.workersWithoutPlace)"),
            ("workers", "[\(status.workers.map(object).joined(separator: ","))]"),
            ("minutes", "[\(status.minutes.map(object).joined(separator: ","))]"),
        ]
        return "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}\n"
    }

    private static func object(_ worker: ServerStatus.Worker) -> String {
        let members = [
            ("process", "\(worker.process)"),
            ("age", StatusText.seconds(worker.age)),
            ("memory", "\(worker.memory)"),
            ("activity", JSONText.quoted(worker.activity.rawValue)),
            ("seconds", StatusText.seconds(worker.duration)),
            ("route", worker.route.map(JSONText.quoted) ?? "null"),
            ("requests", "\(worker.requests)"),
        ]
        return "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }

    private static func object(_ minute: ServerStatus.Minute) -> String {
        let seconds = StatusText.seconds(microseconds: minute.microseconds)
        return "{\"requests\":\(minute.requests),\"failures\":\(minute.failures),\"seconds\":\(seconds)}"
    }
}
