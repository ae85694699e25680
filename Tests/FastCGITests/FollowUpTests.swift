import FastCGIClient
import Foundation
import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Work that a request has left", .timeLimit(.minutes(5)))
struct FollowUpTests {
    private final class Place: FollowUpPlace {
        private let released = Box(false)
        var isReleased: Bool { released.value }
        func release() { released.value = true }
    }

    private func followUp(
        _ seen: Box<[String]>,
        within limit: Duration = .hang,
        _ work: @escaping @Sendable () async throws -> Void
    ) -> FollowUp {
        let report = { @Sendable (outcome: FollowUp.Outcome) in
            // What is in brackets differs.
            seen.change { $0.append(String("\(outcome)".prefix { $0 != "(" })) }
        }
        return FollowUp(limit: limit, place: Place(), report: report, work: work)
    }

    /// Breaks if the answer waits for the work, or the worker does.
    @Test("The client has its whole answer, and the only worker takes the next request, while work blocks its thread")
    func beside() async throws {
        let block = Block()
        let seen = Box<[String]>([])
        try await serving(
            answering { request, response in
                if request.parameters["NAME"] == "leaves work" {
                    response.leave([followUp(seen) { block.hang() }])
                }
                try response.finish(.plain(200), body: Array("answer".utf8))
            }
        ) { address, _ in
            defer { block.release() }
            #expect(try Peer.ask(address, .get("leaves work")).text == "answer")
            try block.waitForArrival()
            #expect(try Peer.ask(address).text == "answer")
            #expect(seen.value == [])
        }
        // run() has waited for it.
        #expect(seen.value == ["done"])
    }

    /// Breaks if the end of the server comes before the end of the work.
    @Test("run() returns when the work is done")
    func drained() async throws {
        let seen = Box<[String]>([])
        try await serving(
            answering { _, response in
                response.leave([followUp(seen) { try await Task.sleep(for: .milliseconds(300)) }])
                try response.finish(.plain(200))
            }
        ) { address, _ in try Peer.askWell(address) }
        #expect(seen.value == ["done"])
    }

    /// Breaks if work can hold up the end of the server for longer than a request can.
    @Test("Work that is not done by then is cancelled, what waits behind it not begun", arguments: [false, true])
    func exceeded(blocksThread: Bool) async throws {
        let block = Block()
        defer { block.release() }
        let seen = Box<[String]>([])
        let setting = Setting { $0.drainTimeout = .milliseconds(200) }
        try await serving(
            answering { _, response in
                response.leave([
                    followUp(seen, within: .seconds(600)) {
                        if blocksThread { block.hang() } else { try await Task.sleep(for: .seconds(3600)) }
                    },
                    followUp(seen) {},
                ])
                try response.finish(.plain(200))
            },
            setting
        ) { address, _ in try Peer.askWell(address) }
        #expect(seen.value == (blocksThread ? ["ended", "stuck"] : ["ended", "notBegun"]))
    }

    /// Breaks if work that blocks its thread is looked after from that thread.
    @Test("Work that takes too long is cancelled, and the next piece begins", arguments: [false, true])
    func overdue(blocksThread: Bool) async throws {
        let seen = Box<[String]>([])
        let crew = try FollowUpCrew(patience: .hang)
        await crew.finish([
            followUp(seen, within: .milliseconds(30)) {
                if blocksThread {
                    // To be cancelled is all that it looks for.
                    while !Task.isCancelled { usleep(1000) }
                } else {
                    try await Task.sleep(for: .seconds(3600))
                }
            },
            followUp(seen) { throw Failure("a failure") },
        ])
        #expect(seen.value == ["overdue", "failed"])
    }

    @Test("A place is given back when its piece is over, and no earlier")
    func place() async throws {
        let seen = Box<[Bool]>([])
        let first = Place()
        let crew = try FollowUpCrew()
        let look = { @Sendable () async throws in seen.change { $0.append(first.isReleased) } }
        await crew.finish([
            FollowUp(limit: .hang, place: first, report: { _ in }, work: look),
            FollowUp(limit: .hang, place: Place(), report: { _ in }, work: look),
        ])
        #expect(seen.value == [false, true])
    }

    /// Breaks if an answer that nobody got counts as one that has left.
    @Test("Nothing runs when the handler fails after its answer, or the web server has gone before")
    func notWhole() async throws {
        let seen = Box<[String]>([])
        let gate = Gate()
        try await serving(
            answering { request, response in
                response.leave([followUp(seen) { seen.change { $0.append("ran") } }])
                if request.parameters["NAME"] == "gone" { await gate.wait() }
                if request.parameters["NAME"] == "unanswered" { return }
                try response.finish(.plain(200))
                if request.parameters["NAME"] == "fails" { throw Failure("after its answer") }
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
