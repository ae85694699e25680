import Foundation
import TestSupport
import Testing

/// The client's view of a response that breaks off, from a CGI process.
@Suite("Responses that break off, by CGI", .timeLimit(.minutes(5)))
struct BrokenStreamTests {
    private func run(_ target: String, method: String = "GET") -> (status: Int32, output: String, errors: String) {
        let program = try? Program(
            Products.program("TestApp"),
            environment: ["REQUEST_METHOD": method, "REQUEST_URI": target, "HTTP_HOST": "localhost"]
        )
        guard let end = program?.end() else { return (-1, "", "") }
        return (end.status, String(decoding: end.output, as: UTF8.self), end.errors)
    }

    /// Breaks if the client gets no incident number that is in the log, or gets a part of the response.
    @Test("A failure before the first byte is a 500 with an incident number and the gate's fields")
    func earlyFailureIs500WithIncident() throws {
        let end = run("/breaks/early")
        #expect(end.output.hasPrefix("Status: 500 Internal Server Error\r\n"), "\(end.output)")
        #expect(end.output.contains("Content-Security-Policy: "))
        #expect(!end.output.contains("half"))
        let incident = try #require(end.output.firstMatch(of: /Incident ([A-Z2-9-]+)\n/)?.1)
        #expect(end.errors.contains("incident=\(incident)"), "\(end.errors)")
        #expect(end.errors.split(separator: "\n").count == 1, "\(end.errors)")
    }

    /// An error page after half a response would become a part of it.
    @Test("A failure after the first byte sends nothing more")
    func lateFailureSendsNothingMore() {
        let end = run("/breaks/late")
        #expect(end.output.hasPrefix("Status: 200 OK\r\n"), "\(end.output)")
        #expect(end.output.hasSuffix("\r\n\r\nhalf"), "\(end.output)")
        #expect(end.errors.contains("broke off"), "\(end.errors)")
    }
}
