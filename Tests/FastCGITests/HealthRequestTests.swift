import Glibc
import TestSupport
import Testing

@testable import FastCGI

/// The answer of a new process, and the delays between starts.
@Suite("Health requests")
struct HealthRequestTests {
    private let request = HealthRequest(target: "/health", host: "www.example.com")

    private func answer(_ output: String) -> [UInt8] {
        RecordBytes.record(6, requestID: 1, Array(output.utf8)) + RecordBytes.record(6, requestID: 1, [])
            + RecordBytes.endRequest(1, protocolStatus: 0)
    }

    @Test("A complete response with the status 200 is healthy, whatever its pieces")
    func completeResponseIsHealthy() {
        let bytes = answer("Status: 200 OK\r\n\r\nwell\n")
        #expect(request.verdict(bytes) == .healthy)
        for count in 0..<bytes.count { #expect(request.verdict(Array(bytes[..<count])) == .incomplete) }
        let log = RecordBytes.errors(1, Array("a log line".utf8))
        #expect(request.verdict(log + bytes) == .healthy)
    }

    @Test(
        "Another status, no status, or another record is not healthy",
        arguments: ["Status: 503 Service Unavailable\r\n\r\n", "Status: 404\r\n\r\n", "Status: 20", "", "200\r\n\r\n"])
    func otherResponsesAreUnhealthy(_ output: String) {
        guard case .unhealthy = request.verdict(answer(output)) else {
            Issue.record("\(output) is healthy")
            return
        }
        #expect(request.verdict(Array("HTTP/1.1 200 OK".utf8)) == .unhealthy("it did not answer with FastCGI records"))
    }

    @Test("An endless answer is not healthy")
    func endlessAnswerIsUnhealthy() {
        let bytes = (0..<80).flatMap { _ in RecordBytes.record(7, requestID: 1, Array(repeating: 0x61, count: 1000)) }
        #expect(request.verdict(bytes) == .unhealthy("its answer is too long"))
    }

    @Test("Values of the application are an answer only to the question for them")
    func valuesAnswerTheirQuestion() {
        let values = RecordBytes.record(10, requestID: 0, [])
        #expect(HealthRequest.values.verdict(values) == .healthy)
        #expect(request.verdict(values) != .healthy)
    }

    @Test("Starts are delayed longer and longer while processes end early, up to ten seconds")
    func delaysGrow() throws {
        var delay = RestartDelay()
        let now = ContinuousClock.now
        #expect(delay.isOver(now))
        var delays: [Duration] = []
        for _ in 0..<40 {
            delay.processEnded(after: .zero, now)
            #expect(!delay.isOver(now))
            delays.append(now.duration(to: try #require(delay.end)))
        }
        #expect(delays.prefix(4) == [.milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800)])
        #expect(delays.max() == .seconds(10))
        delay.processEnded(after: RestartDelay.early, now)
        #expect(delay.isOver(now))
    }
}
