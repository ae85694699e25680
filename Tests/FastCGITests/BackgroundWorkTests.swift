import FastCGIClient
import Foundation
import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Background work of requests", .timeLimit(.minutes(5)))
struct BackgroundWorkTests {
    private final class Place: BackgroundWorkSlot {
        private let released = Box(false)
        var isReleased: Bool { released.value }
        func release() { released.value = true }
    }

    private func item(
        _ seen: Box<[String]>,
        within limit: Duration = .hang,
        _ work: @escaping @Sendable () async throws -> Void
    ) -> BackgroundWork {
        let report = { @Sendable (outcome: BackgroundWork.Outcome) in
            // The text in parentheses differs.
            seen.change { $0.append(String("\(outcome)".prefix { $0 != "(" })) }
        }
        return BackgroundWork(limit: limit, slot: Place(), report: report, work: work)
    }

    /// Breaks if the response or the worker waits for the work.
    @Test(
        "The client gets its complete response, and the only worker takes the next request, while work blocks a thread")
    func workRunsBesideNextRequest() async throws {
        let block = Block()
        let seen = Box<[String]>([])
        try await serving(
            responding { request, response in
                if request.parameters["NAME"] == "leaves work" {
                    response.leave([item(seen) { block.hang() }])
                }
                try response.finish(.plain(200), body: Array("response".utf8))
            }
        ) { address, _ in
            defer { block.release() }
            #expect(try Peer.ask(address, .get("leaves work")).text == "response")
            try block.waitForArrival()
            #expect(try Peer.ask(address).text == "response")
            #expect(seen.value == [])
        }
        // run() has waited for the work.
        #expect(seen.value == ["done"])
    }

    /// Breaks if the server ends before its background work.
    @Test("run() returns after the work has ended")
    func runAwaitsWork() async throws {
        let seen = Box<[String]>([])
        try await serving(
            responding { _, response in
                response.leave([item(seen) { try await Task.sleep(for: .milliseconds(300)) }])
                try response.finish(.plain(200))
            }
        ) { address, _ in try Peer.askWell(address) }
        #expect(seen.value == ["done"])
    }

    /// Breaks if work can delay the end of the server for longer than a request can.
    @Test("The drain timeout cancels running work and drops waiting work", arguments: [false, true])
    func drainTimeoutCancelsWork(blocksThread: Bool) async throws {
        let block = Block()
        defer { block.release() }
        let seen = Box<[String]>([])
        let setting = Setting { $0.drainTimeout = .milliseconds(200) }
        try await serving(
            responding { _, response in
                response.leave([
                    item(seen, within: .seconds(600)) {
                        if blocksThread { block.hang() } else { try await Task.sleep(for: .seconds(3600)) }
                    },
                    item(seen) {},
                ])
                try response.finish(.plain(200))
            },
            setting
        ) { address, _ in try Peer.askWell(address) }
        #expect(seen.value == (blocksThread ? ["ended", "stuck"] : ["ended", "notBegun"]))
    }

    /// Breaks if work that blocks its thread is watched from that thread.
    @Test("Overdue work is cancelled, and the next job starts", arguments: [false, true])
    func overdueWorkIsCancelled(blocksThread: Bool) async throws {
        let seen = Box<[String]>([])
        let runner = try BackgroundWorkRunner(patience: .hang)
        await runner.finish([
            item(seen, within: .milliseconds(30)) {
                if blocksThread {
                    // Checks only for cancellation.
                    while !Task.isCancelled { usleep(1000) }
                } else {
                    try await Task.sleep(for: .seconds(3600))
                }
            },
            item(seen) { throw Failure("a failure") },
        ])
        #expect(seen.value == ["overdue", "failed"])
    }

    @Test("The slot of a job is released after the job, and not earlier")
    func slotIsReleasedAfterJob() async throws {
        let seen = Box<[Bool]>([])
        let first = Place()
        let runner = try BackgroundWorkRunner()
        let look = { @Sendable () async throws in seen.change { $0.append(first.isReleased) } }
        await runner.finish([
            BackgroundWork(limit: .hang, slot: first, report: { _ in }, work: look),
            BackgroundWork(limit: .hang, slot: Place(), report: { _ in }, work: look),
        ])
        #expect(seen.value == [false, true])
    }

    /// Breaks if a response that the client did not receive counts as sent.
    @Test("No work runs if the handler fails after its response, or the web server disconnects before")
    func failedRequestRunsNoWork() async throws {
        let seen = Box<[String]>([])
        let gate = Gate()
        try await serving(
            responding { request, response in
                response.leave([item(seen) { seen.change { $0.append("ran") } }])
                if request.parameters["NAME"] == "gone" { await gate.wait() }
                if request.parameters["NAME"] == "unanswered" { return }
                try response.finish(.plain(200))
                if request.parameters["NAME"] == "fails" { throw Failure("after its response") }
            }
        ) { address, _ in
            try Peer.askWell(address, .get("fails"))
            #expect(try Peer.ask(address, .get("unanswered")).status == .internalServerError)
            let peer = try Peer(address)
            try peer.send(ClientRequest.get("gone").bytes())
            try gate.waitForArrivals()
            try peer.reset()
            gate.open()
            #expect(seen.value == [])
            try Peer.askWell(address)
        }
        #expect(seen.value == ["ran", "done"])
    }
}
