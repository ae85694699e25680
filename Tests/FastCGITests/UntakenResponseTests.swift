import FastCGIClient
import TestSupport
import Testing

@testable import FastCGI

/// Responses that the worker sends without a handler and without a timeout: sending them must not wait for a peer.
@Suite("Peers that send FCGI_GET_VALUES or unknown records and read no response", .timeLimit(.minutes(5)))
struct UntakenResponseTests {
    /// Records that the worker responds to by itself.
    enum Question: CaseIterable {
        case management, unknownManagement, refused

        var bytes: [UInt8] {
            switch self {
            case .management:
                return Record(.getValues, requestID: 0, content: [14, 0] + Array("FCGI_MAX_CONNS".utf8)).bytes
            case .unknownManagement:
                return Record(RecordKind(rawValue: 99), requestID: 0).bytes
            case .refused:
                var request = ClientRequest.get()
                request.role = 77
                return request.bytes(keepsConnection: true)
            }
        }
    }

    /// Breaks if a worker waits in write(2) for a peer that keeps sending and reads nothing. Before a request nothing
    /// would ever end that wait, not even the end of the server.
    @Test("A flooding peer is disconnected, and the next peer is served", arguments: Question.allCases)
    func floodingPeerIsDisconnected(_ question: Question) async throws {
        let directory = try TemporaryDirectory()
        let log = CollectedLog()
        // Nothing else may end the connection.
        let setting = Setting(address: try .unix(path: directory.path("s")), logger: log.logger) {
            $0.requestTimeout = .seconds(3600)
        }
        try await serving(Recorder().handler, setting) { address, _ in
            let bytes = question.bytes
            let flood = Array(repeatElement(bytes, count: 1_000_000 / bytes.count).joined())
            let peer = try Peer(address, timeout: .seconds(2))
            // Until the server gives up, or the socket is full.
            try? peer.send(flood)
            // The peer is still connected: a server that waited for it to read would wait forever.
            try Peer.askWell(address)
            // The result does not matter; the peer only has to live until here.
            try? peer.finishSending()
        }
        #expect(log.messages.isEmpty == false)
    }
}
