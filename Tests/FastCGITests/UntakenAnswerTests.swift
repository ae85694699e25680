import FastCGIClient
import TestSupport
import Testing

@testable import FastCGI

/// Answers that no handler makes, and that no timeout watches over: whoever sends them must not wait for a peer.
@Suite("Peers that ask and take no answer", .timeLimit(.minutes(5)))
struct UntakenAnswerTests {
    /// What the worker answers by itself.
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

    /// Breaks if a worker waits in write(2) for a peer that asks without end and reads nothing: for ever before a request,
    /// where nobody looks after it, and over the end of the server.
    @Test("They lose their connection; the next peer is answered", arguments: Question.allCases)
    func flood(_ question: Question) async throws {
        let directory = try TemporaryDirectory()
        let log = LogLines()
        // Nobody else may end it.
        let setting = Setting(address: try .unix(path: directory.path("s")), logger: log.logger) {
            $0.requestTimeout = .seconds(3600)
        }
        try await serving(Recorder().handler, setting) { address, _ in
            let bytes = question.bytes
            let flood = Array(repeatElement(bytes, count: 1_000_000 / bytes.count).joined())
            let peer = try Peer(address, timeout: .seconds(2))
            // Until it is given up, or nothing more goes.
            try? peer.send(flood)
            // The peer is still there: a server that waits for its answers to be taken would wait for ever.
            try Peer.askWell(address)
            // Nothing is to be learned from it; it only has to live until here.
            try? peer.finishSending()
        }
        #expect(log.all.isEmpty == false)
    }
}
