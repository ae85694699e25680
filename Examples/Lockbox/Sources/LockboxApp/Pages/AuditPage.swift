import Gatehouse

enum AuditPage {
    static func body(
        _ events: [AuditEvent], days: [Int], _ filter: AuditFilter, kinds: [String], _ pages: Pagination,
        _ request: Request
    ) throws -> HTML {
        let options = kinds.map { kind -> HTML in
            "<option\(kind == filter.kind ? " selected" : "")>\(kind)</option>"
        }
        let rows = events.map { event -> HTML in
            """
            <tr><td>\(Moment.html(event.time))</td><td>\(event.kind)</td><td>\(event.person ?? "")</td>\
            <td>\(event.client ?? "")</td><td class="name">\(event.detail)</td></tr>

            """
        }
        return """
            <h1>Audit trail</h1>
            <form class="row" action="\(url: try request.url(for: .audit))">
            <label>What <select name="kind"><option value="">Everything</option>\(options)</select></label>
            <label>Person <input name="person" value="\(filter.person ?? "")"></label>
            <button>Show</button></form>
            \(chart(days))
            <table class="files audit"><thead><tr><th scope="col">Time (UTC)</th><th scope="col">What</th>\
            <th scope="col">Person</th><th scope="col">Address</th><th scope="col">About</th></tr></thead>
            <tbody>
            \(rows)</tbody></table>
            \(events.isEmpty ? "<p class=\"empty\">Nothing happened.</p>" : "" as HTML)
            \(pages.navigation())
            """
    }

    /// The events of each day as bars.
    private static func chart(_ days: [Int]) -> HTML {
        let most = max(days.max() ?? 0, 1)
        let bars = days.enumerated().map { index, count -> HTML in
            let height = count == 0 ? 0 : max(1, count * 60 / most)
            return "<rect x=\"\(index * 10 + 1)\" y=\"\(60 - height)\" width=\"8\" height=\"\(height)\"/>"
        }
        let total = days.reduce(0, +)
        return """
            <figure><svg class="chart" viewBox="0 0 \(days.count * 10) 62" preserveAspectRatio="none" role="img" \
            aria-label="\(total) events in \(days.count) days, at most \(days.max() ?? 0) a day">\(bars)\
            <path d="M0 61H\(days.count * 10)"/></svg>
            <figcaption class="hint">\(total) events in the last \(days.count) days</figcaption></figure>
            """
    }
}
