import Foundation
import TestSupport
import Testing

/// Handlers that never end, behind a real Apache.
@Suite("Stuck tasks behind mod_fcgid", .timeLimit(.minutes(5)))
struct StuckTaskTests {
    /// Breaks if the process remains, or if Apache does not start another one after its exit status.
    @Test("Above the limit the process ends, and a new one responds")
    func newProcessResponds() throws {
        let site = try ApacheSite(
            .fixture("script.htaccess"), mount: "/", binary: Products.program("TestResponder"),
            hostConfiguration: """
                FcgidInitialEnv TESTRESPONDER_TIMEOUT 200
                FcgidInitialEnv TESTRESPONDER_PATIENCE 50

                """)
        func ask(_ wish: String) throws -> RawResponse {
            try site.exchange("GET", "/app.fcgi", headers: ["X-Do: \(wish)"])
        }
        func log() throws -> String { try String(contentsOf: site.errorLog, encoding: .utf8) }
        let first = try ask("process").text
        for _ in 0..<4 { #expect(try ask("hang").status == 503) }
        let end = ContinuousClock.now + .hang
        while try !log().contains("cancelled tasks do not end"), ContinuousClock.now < end { usleep(2000) }
        #expect(try log().contains("4 cancelled tasks do not end"))
        var next = try ask("process")
        // Apache may lose a request that it sends while the process ends, but no later one.
        if next.status != 200 { next = try ask("process") }
        #expect(next.status == 200)
        #expect(next.text != first)
    }
}
