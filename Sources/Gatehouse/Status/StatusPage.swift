internal import GatehouseCore
internal import GatewayInterface

/// The status as a page without script. A browser loads it again every few seconds.
struct StatusPage {
    private static let refreshSeconds = 5
    private static let style: HTML = """
        :root { color-scheme: light dark; font: 16px/1.4 system-ui, sans-serif }
        body { margin: 1.5rem auto; max-width: 60rem; padding: 0 1rem }
        h1, h2 { font-weight: 600 }
        dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem }
        dl div { min-width: 7rem }
        dt { opacity: .75 }
        dd { margin: 0; font-size: 1.3rem }
        figure { margin: 0; overflow-x: auto }
        table { border-collapse: collapse; width: 100% }
        th, td { padding: .2rem .7rem .2rem 0; text-align: left; white-space: nowrap }
        td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
        svg { display: block }
        .idle { fill: #888 } .reading { fill: #2a78c8 } .working { fill: #2e8b57 } .writing { fill: #8a5fc0 }
        .stuck, .failures { fill: #c0392b } .requests { fill: #2e8b57 } .frame { fill: none; stroke: #888 }
        """

    private let status: ServerStatus

    init(_ status: ServerStatus) {
        self.status = status
    }

    /// - Parameter nonce: allows the style of the page.
    func page(nonce: String) -> Page {
        let head: HTML = """
            <meta http-equiv="refresh" content="\(Self.refreshSeconds)">
            <meta name="robots" content="noindex">
            <style nonce="\(nonce)">
            \(Self.style)
            </style>

            """
        return Page("Status", "<main>\n<h1>Status</h1>\n\(summary)\(hour)\(workers)</main>", language: "en", head: head)
    }

    // MARK: Numbers

    private var summary: HTML {
        let counters = status.counters
        let mean = counters.requests == 0 ? 0 : counters.microseconds / counters.requests
        let queue = status.queue.map { "\($0.waiting) of \($0.limit)" } ?? "unknown"
        let processes = Set(status.workers.map(\.process)).count
        let busy = status.workers.count { $0.activity != .idle }
        var items = [
            ("requests", "\(counters.requests)"), ("mean duration", StatusText.short(microseconds: mean)),
            ("sent", StatusText.bytes(counters.bytes)), ("waiting connections", queue),
            ("workers", "\(busy) of \(status.workers.count) busy"), ("processes", "\(processes)"),
            ("started processes", "\(status.processesStarted)"),
        ]
        if status.workersWithoutPlace > 0 { items.append(("workers not shown", "\(status.workersWithoutPlace)")) }
        items += zip(ServerStatus.Counters.classes, counters.byClass).map { ("status \($0)", "\($1)") }
        let begin = Timestamp(secondsSince1970: Int64(status.begin))
        return """
            <dl>
            \(items.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>\n" as HTML })</dl>
            <p>Since \(begin).</p>

            """
    }

    // MARK: The last hour

    private static let (barWidth, chartHeight) = (12, 120)

    private var hour: HTML {
        let minutes = status.minutes
        let most = max(minutes.map(\.requests).max() ?? 0, 1)
        let width = Self.barWidth * max(minutes.count, 1)
        let total = minutes.reduce(0) { $0 &+ $1.requests }
        let bars = minutes.enumerated().map { index, minute -> HTML in
            let age = minutes.count - 1 - index
            let mean = minute.requests == 0 ? 0 : minute.microseconds / minute.requests
            let place = index * Self.barWidth
            return """
                <g><title>\(age) min ago: \(minute.requests) requests, \(minute.failures) failed, mean \
                \(StatusText.short(microseconds: mean))</title>\(bar("requests", minute.requests, most, at: place))\
                \(bar("failures", min(minute.failures, minute.requests), most, at: place))</g>

                """
        }
        return """
            <h2>Last hour</h2>
            <figure>
            <svg width="\(width)" height="\(Self.chartHeight)" role="img" aria-labelledby="hour">
            \(bars)</svg>
            <figcaption id="hour">\(total) requests in the last hour, at most \(most) in a minute. Failures, with a status from \
            500 on, are red.</figcaption>
            </figure>

            """
    }

    private func bar(_ kind: String, _ count: UInt64, _ most: UInt64, at place: Int) -> HTML {
        guard count > 0 else { return "" }
        // A minute with few requests is visible, too.
        let height = max(Int(Double(count) / Double(most) * Double(Self.chartHeight)), 2)
        return """
            <rect class="\(kind)" x="\(place)" y="\(Self.chartHeight - height)" width="\(Self.barWidth - 2)" height="\(height)"/>
            """
    }

    // MARK: Workers

    private static let workerWidth = 120

    private var workers: HTML {
        guard !status.workers.isEmpty else { return "<h2>Workers</h2>\n<p>No worker runs.</p>\n" }
        let rows = status.workers.map { worker -> HTML in
            """
            <tr><td class="number">\(worker.process)</td><td>\(worker.activity.rawValue)</td>\
            <td>\(bar(of: worker))</td><td class="number">\(StatusText.short(worker.duration))</td>\
            <td>\(worker.route ?? "–")</td><td class="number">\(Int(clamping: worker.requests))</td>\
            <td class="number">\(StatusText.bytes(UInt64(max(worker.memory, 0))))</td>\
            <td class="number">\(StatusText.short(worker.age))</td></tr>

            """
        }
        return """
            <h2>Workers</h2>
            <figure>
            <table>
            <thead><tr><th class="number">process</th><th>worker</th><th></th><th class="number">for</th><th>route</th>\
            <th class="number">requests</th><th class="number">memory</th><th class="number">age</th></tr></thead>
            <tbody>
            \(rows)</tbody>
            </table>
            </figure>
            <p>The bar of a busy worker grows with the duration of its request: a fifth of it for each factor of ten from 1 ms to \
            100 s.</p>

            """
    }

    private func bar(of worker: ServerStatus.Worker) -> HTML {
        let width = worker.activity == .idle ? 0 : Self.length(StatusText.microseconds(worker.duration))
        return """
            <svg width="\(Self.workerWidth)" height="12" aria-hidden="true">\
            <rect class="frame" width="\(Self.workerWidth)" height="12"/>\
            <rect class="\(worker.activity.rawValue)" width="\(width)" height="12"/></svg>
            """
    }

    /// The length of a bar: logarithmic from 1 ms to 100 s.
    static func length(_ microseconds: UInt64) -> Int {
        var (decades, rest) = (0, max(microseconds, 1000) / 1000)
        while rest >= 10, decades < 5 {
            rest /= 10
            decades += 1
        }
        let fifth = workerWidth / 5
        guard decades < 5 else { return workerWidth }
        return max(decades * fifth + Int(rest - 1) * fifth / 9, 2)
    }
}
