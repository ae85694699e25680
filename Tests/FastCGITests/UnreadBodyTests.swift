import FastCGIClient
import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Unread bodies", .timeLimit(.minutes(5)))
struct UnreadBodyTests {
    /// Breaks if a connection is kept in the middle of a record: the client chooses the bytes of its body.
    @Test("A part of the body that arrives after the response is not a request", arguments: [1 << 10, 100 << 10])
    func lateBodyIsNoRequest(_ size: Int) async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            let smuggled = ClientRequest.get("smuggled").bytes(keepsConnection: true)
            var body = Array(repeating: 0 as UInt8, count: size)
            body += Array(repeatElement(smuggled, count: 10).joined())
            let records = ClientRequest.get("first").with(body: body).records(keepsConnection: true)
            let bytes = records.flatMap(\.bytes)
            let start = records.prefix { $0.kind != .standardInput }.flatMap(\.bytes).count
            // The header of a record, and some of its content.
            for arrived in [8, 9, 8 + size % (32 << 10)] {
                var peer = try Peer(address)
                try peer.send(bytes[..<(start + arrived)])
                #expect(try peer.response().text == "response to first")
                try? peer.send(bytes[(start + arrived)...])
                try? peer.finishSending()
                #expect(try peer.endsWithoutResponse())
            }
            try Peer.askWell(address, .get("next"))
        }
        #expect(recorder.requests.map { $0["NAME"] } == ["first", "first", "first", "next"])
    }

    @Test("Padding that arrives after the response is not a request")
    func latePaddingIsNoRequest() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            let smuggled = ClientRequest.get("smuggled").bytes(keepsConnection: true)
            let head = ClientRequest.get("first").records(keepsConnection: true).dropLast().flatMap(\.bytes)
            var peer = try Peer(address)
            let end = Record(.standardInput, paddingLength: UInt8(smuggled.count)).bytes
            try peer.send(head + end.prefix(8))
            #expect(try peer.response().text == "response to first")
            try? peer.send(smuggled)
            try? peer.finishSending()
            #expect(try peer.endsWithoutResponse())
        }
        #expect(recorder.count == 1)
    }

    #if DEBUG
        /// Breaks if a response waits for a client that never stops sending.
        @Test("At most one buffer of the body is read before the response is sent")
        func drainReadsOneBuffer() async throws {
            let driver = SystemCallDriver()
            let gate = Gate()
            let directory = try TemporaryDirectory()
            let setting = Setting(address: try .unix(path: directory.path("s")))
            let calls = try await serving(
                responding { request, response in
                    driver.install()
                    if request.body.length != nil { await gate.wait() }
                    driver.arm(nil)
                    try response.finish(.plain(200))
                },
                setting
            ) { address, _ in
                try Peer.askWell(address)
                let request = ClientRequest.post(Array(repeating: 0, count: 4 << 20)).records()
                let head = request.prefix { $0.kind != .standardInput }
                var peer = try Peer(address)
                try peer.send(head.flatMap(\.bytes))
                try gate.waitForArrivals()
                let sent = try peer.sendWithoutWaiting(request[head.count...].flatMap(\.bytes))
                #expect(sent > 2 * ReceiveBuffer.usualSize)
                gate.open()
                let response = try peer.response()
                #expect(response.status == .ok)
                return driver.calls.map(\.operation)
            }
            #expect(calls.prefix { $0 != "write" && $0 != "shutdown" }.count { $0 == "recv" } <= 2)
        }
    #endif
}
