import FastCGIClient
import GatewayInterface
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("The log of slow requests", .timeLimit(.minutes(5)))
struct SlowRequestTests {
    private let text = "a request is slow and still runs"

    @Test("A slow request is logged once while it runs, with its route and rule, and a fast one is not")
    func slowRequestIsLoggedOnce() async throws {
        let (block, log) = (Block(), CollectedLog())
        defer { block.release() }
        let setting = Setting(logger: log.logger) {
            $0.slowRequest = .milliseconds(100)
            $0.ruleOfRoute = { $0 == "GET /slow" ? "everyone" : nil }
        }
        let handler = responding { request, response in
            if request.parameters["NAME"] == "hangs" {
                response.monitor?.note(RouteLabel("GET /slow"))
                block.hang()
            }
            try response.finish(.plain(200))
        }
        try await serving(handler, setting) { address, _ in
            try Peer.askWell(address)
            var peer = try Peer(address)
            try peer.send(ClientRequest.get("hangs").bytes())
            let end = ContinuousClock.now + .hang
            while !log.has(self.text), ContinuousClock.now < end { usleep(1000) }
            // Time for a second line.
            usleep(200_000)
            block.release()
            let response = try peer.response()
            #expect(response.status == .ok)
        }
        let lines = log.lines.filter { $0.contains(text) }
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("warning: ") == true && lines.first?.contains("request=2") == true)
        for part in ["route=GET /slow", "rule=everyone", "worker=working"] {
            #expect(lines.first?.contains(part) == true, "\(lines)")
        }
    }

    @Test("A request that hangs is logged before it is cut off")
    func hungRequestIsLoggedFirst() async throws {
        let (block, log) = (Block(), CollectedLog())
        defer { block.release() }
        let setting = Setting(logger: log.logger) {
            $0.slowRequest = .milliseconds(50)
            $0.requestTimeout = .milliseconds(300)
        }
        try await serving(responding { _, _ in block.hang() }, setting) { address, _ in
            let response = try Peer.ask(address)
            #expect(response.status.code == 503)
            block.release()
        }
        let messages = log.messages.filter { $0.contains(text) || $0.contains("cutting it off") }
        #expect(messages.count == 2 && messages.first == text)
    }
}
