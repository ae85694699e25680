import Gatehouse

enum HealthPage {
    static func body(_ health: Health, _ token: HTML, _ request: Request) throws -> HTML {
        let isSound = health.checkResult == nil || health.checkResult == "ok"
        let rows: [(String, String, Bool)] = [
            ("Version", health.version, true),
            (
                "Connection",
                health.isSecure ? "HTTPS, as \(health.host)" : "HTTP without encryption, as \(health.host)",
                health.isSecure
            ),
            ("Free space on the disk", "\(ByteCount(health.freeBytes))", health.freeBytes > 1_000_000_000),
            ("Files", "\(ByteCount(health.contentBytes))", true),
            (
                "Database",
                "\(ByteCount(health.databaseBytes)), journal \(health.journal)"
                    + (health.journal == "wal" ? "" : ": slower, because the file system has no shared memory"),
                health.journal == "wal"
            ),
            (
                "Last check of the database",
                health.checked.flatMap { Int64($0) }.map {
                    "\(Timestamp(secondsSince1970: $0)): \(health.checkResult ?? "running")"
                } ?? "not yet; it runs once a day", isSound
            ),
            ("Mail", health.sendsMail ? "is sent" : "is not sent: set GATEHOUSE_APP_MAIL_FROM", health.sendsMail),
        ]
        let lines = rows.map { name, text, isGood -> HTML in
            """
            <tr><th scope="row">\(name)</th><td>\(text)</td>\
            <td>\(isGood ? "<span class=\"good\">good</span>" : "<span class=\"bad\">look at this</span>" as HTML)</td></tr>

            """
        }
        return """
            <h1>Health</h1>
            <table class="files"><tbody>
            \(lines)</tbody></table>
            <section><h2>Largest request</h2>
            <p>How much the web server passes on in one request. Uploads adapt to it.</p>
            <p><button type="button" class="scripted" hidden data-probe="\(url: try request.url(for: .probe))">Measure</button> \
            <output></output></p></section>
            <section><h2>Backup</h2>
            <p>On the host, <code>./app.fcgi backup FILE</code> writes the whole site into one file while it runs. \
            <code>./app.fcgi restore FILE</code> fills a new site from it.</p></section>
            """
    }
}
