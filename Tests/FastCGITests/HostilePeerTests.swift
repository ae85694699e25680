import FastCGIClient
import GatewayInterface
import HTTPTypes
import Testing

@testable import FastCGI

/// Input that crashes libfcgi itself. Only an allowed peer can send it, which is the web server's user.
@Suite("Peers that crash libfcgi", .timeLimit(.minutes(5)))
struct HostilePeerTests {
    /// Sends bytes to a server and then a request; runs in a separate process.
    private static func survives(_ bytes: [UInt8]) async throws {
        try await serving(Recorder().handler) { address, _ in
            var peer = try Peer(address)
            try? peer.send(bytes)
            try? peer.finishSending()
            _ = try? peer.endsWithoutResponse()
            try Peer.askWell(address)
        }
    }

    @Test(
        "Lengths of gigabytes do not crash the process",
        arguments: [
            [0xFF, 0xFF, 0xFF, 0xFE, 0], [0, 0xFF, 0xFF, 0xFF, 0xFE], [0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFE],
        ]
    )
    func hugeLengthsDoNotCrash(_ lengths: [UInt8]) async {
        await #expect(processExitsWith: .success) { [lengths] in
            try await Self.survives(
                Record.beginRequest().bytes
                    + Record(.parameters, content: lengths + Array(repeating: 0x41, count: 30_000)).bytes
            )
        }
    }

    @Test("Lengths of 2,147,483,647 that overflow are refused: CVE-2025-23016 is fixed in this libfcgi")
    func overflowingLengthsAreRefused() async {
        await #expect(processExitsWith: .success) {
            let lengths: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
            try await Self.survives(
                Record.beginRequest().bytes
                    + Record(.parameters, content: lengths + Array(repeating: 0x41, count: 30_000)).bytes
            )
        }
    }

    @Test("FCGI_GET_VALUES with many names inside a request does not crash the process")
    func getValuesDoesNotCrash() async {
        await #expect(processExitsWith: .success) {
            let names = (0..<20).map { _ in (name: "FCGI_MAX_CONNS", value: "") }
            try await Self.survives(
                Record.beginRequest().bytes
                    + Record(.getValues, requestID: 0, content: NameValuePairs.encode(names)).bytes
                    // libfcgi responds only if its buffer contains more than that record.
                    + ClientRequest.get().records().dropFirst().flatMap(\.bytes)
            )
        }
    }

    @Test("An unfinished management record truncates the body, because libfcgi leaks memory for it")
    func unfinishedManagementRecordTruncates() async throws {
        let failures = Box<[RequestBodyError]>([])
        try await serving(
            responding { request, response in
                do throws(RequestBodyError) {
                    _ = try await request.body.collect(upTo: 100)
                } catch {
                    failures.change { $0.append(error) }
                }
                try response.finish(.plain(200))
            }
        ) { address, _ in
            var peer = try Peer(address)
            let record = Record(.standardInput, requestID: 0, content: Array(repeating: 0, count: 256)).bytes
            try peer.send(ClientRequest.get("hostile").records().dropLast().flatMap(\.bytes) + record.prefix(9))
            try? peer.finishSending()
            #expect(try peer.response().status == .ok)
            try Peer.askWell(address, .get("next"))
        }
        #expect(failures.value == [RequestBodyError(.truncated)])
    }

    /// The ten names arrive after the parameters: libfcgi would read them when it looks for the body.
    @Test("FCGI_GET_VALUES with ten names inside a body does not crash the process", arguments: [true, false])
    func getValuesInBodyDoesNotCrash(isWellFormed: Bool) async {
        await #expect(processExitsWith: .success) { [isWellFormed] in
            let gate = Gate()
            try await serving(
                responding { request, response in
                    gate.arrive()
                    let body = try? await request.body.collect(upTo: 100)
                    try response.finish(.plain(200), body: body ?? Array("truncated".utf8))
                }
            ) { address, _ in
                let known = ["FCGI_MAX_CONNS", "FCGI_MAX_REQS", "FCGI_MPXS_CONNS"]
                let names = (0..<10).map { isWellFormed && $0 > 2 ? "FCGI_NAME_\($0)" : known[$0 % 3] }
                let question = NameValuePairs.encode(names.map { (name: $0, value: "") })
                let records = ClientRequest.post(Array("body".utf8)).records()
                var peer = try Peer(address)
                try peer.send(records.dropLast(2).flatMap(\.bytes))
                try gate.waitForArrivals()
                try peer.send(Record(.getValues, requestID: 0, content: question).bytes)
                try peer.send(records.suffix(2).flatMap(\.bytes))
                let text = try peer.response().text
                guard text == (isWellFormed ? "body" : "truncated") else { throw Failure(text) }
                try Peer.askWell(address, .post([1]))
            }
        }
    }

    @Test("Padding after FCGI_BEGIN_REQUEST and the end of the parameters is skipped before libfcgi sees it")
    func paddedRecordsAreServed() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            // libfcgi parses either as the next record's header.
            for place in [0, 2] {
                var peer = try Peer(address)
                var records = ClientRequest.get("padded").records()
                records[place].paddingLength = 8
                try peer.send(records.flatMap(\.bytes))
                #expect(try peer.response().text == "response to padded")
            }
        }
        #expect(recorder.count == 2)
    }
}
