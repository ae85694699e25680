import FastCGIClient
import GatewayInterface
import HTTPTypes
import Testing

@testable import FastCGI

/// What libfcgi itself does not survive. Only who may connect can send it, and that is the web server's user.
@Suite("Peers that libfcgi does not survive", .timeLimit(.minutes(1)))
struct HostilePeerTests {
    /// Sends bytes to a server, then asks it something; for a process of its own.
    private static func survives(_ bytes: [UInt8]) async throws {
        try await serving(Recorder().handler) { address, _ in
            var peer = try Peer(address)
            try? peer.send(bytes)
            try? peer.finishSending()
            _ = try? peer.endsWithoutAnswer()
            try Peer.askWell(address)
        }
    }

    @Test(
        "Lengths of gigabytes do not end the process",
        arguments: [
            [0xFF, 0xFF, 0xFF, 0xFE, 0], [0, 0xFF, 0xFF, 0xFF, 0xFE], [0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFE],
        ]
    )
    func gigabytes(_ lengths: [UInt8]) async {
        await #expect(processExitsWith: .success) { [lengths] in
            try await Self.survives(
                Record.beginRequest().bytes
                    + Record(.parameters, content: lengths + Array(repeating: 0x41, count: 30_000)).bytes
            )
        }
    }

    @Test("Lengths of 2,147,483,647 that add up to nothing are refused: CVE-2025-23016 is fixed in this libfcgi")
    func overflow() async {
        await #expect(processExitsWith: .success) {
            let lengths: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
            try await Self.survives(
                Record.beginRequest().bytes
                    + Record(.parameters, content: lengths + Array(repeating: 0x41, count: 30_000)).bytes
            )
        }
    }

    @Test("FCGI_GET_VALUES with many names, in the middle of a request, does not end the process")
    func getValues() async {
        await #expect(processExitsWith: .success) {
            let names = (0..<20).map { _ in (name: "FCGI_MAX_CONNS", value: "") }
            try await Self.survives(
                Record.beginRequest().bytes
                    + Record(.getValues, requestID: 0, content: NameValuePairs.encode(names)).bytes
                    // libfcgi answers only when it has more than that record in its buffer.
                    + ClientRequest.get().records().dropFirst().flatMap(\.bytes)
            )
        }
    }

    @Test("A management record in a body is seen by its header alone: libfcgi loses memory over an unfinished one")
    func unfinishedManagementRecord() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            var peer = try Peer(address)
            let record = Record(.standardInput, requestID: 0, content: Array(repeating: 0, count: 256)).bytes
            try peer.send(ClientRequest.get("hostile").records().dropLast().flatMap(\.bytes) + record.prefix(9))
            try? peer.finishSending()
            #expect(try peer.endsWithoutAnswer())
            try Peer.askWell(address, .get("next"))
        }
        #expect(recorder.requests.map { $0["NAME"] } == ["next"])
    }

    @Test("The end of the parameters has no padding, or libfcgi would read the padding as the body")
    func paddedEndOfParameters() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            var peer = try Peer(address)
            var records = ClientRequest.get("hostile").records()
            records[records.count - 2].paddingLength = 8
            try peer.send(records.flatMap(\.bytes))
            #expect(try peer.endsWithoutAnswer())
            try Peer.askWell(address, .get("next"))
        }
        #expect(recorder.requests.map { $0["NAME"] } == ["next"])
    }
}
