import FastCGIClient
import HTTPTypes
import Testing

@testable import FastCGI

@Suite("A body as an async sequence", .timeLimit(.minutes(5)))
struct BodySequenceTests {
    @Test("The pieces form the body, and none is larger than 64 KiB")
    func piecesAreLimited() async throws {
        let sent = (0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let read = Box<[[UInt8]]>([])
        try await serving(
            responding { request, response in
                for try await piece in request.body { read.change { $0.append(piece) } }
                try response.finish(HTTPResponse(status: .ok))
            }
        ) { address, _ in
            let status = try Peer.ask(address, .post(sent)).status
            #expect(status == .ok)
        }
        let isWhole = Array(read.value.joined()) == sent
        #expect(isWhole)
        #expect(read.value.allSatisfy { !$0.isEmpty && $0.count <= 64 * 1024 })
    }

    @Test("A truncated body throws an error")
    func truncatedBodyThrows() async throws {
        let error = Box<RequestBodyError?>(nil)
        let ended = Gate()
        try await serving(
            responding { request, response in
                do {
                    for try await _ in request.body {}
                } catch let caught as RequestBodyError {
                    error.value = caught
                }
                ended.arrive()
                try response.finish(HTTPResponse(status: .ok))
            }
        ) { address, _ in
            let records = ClientRequest.post([UInt8](repeating: 1, count: 100_000)).records()
            let peer = try Peer(address)
            try peer.send(records.dropLast(2).flatMap(\.bytes))
            try peer.finishSending()
            // The connection must be accepted before the server is stopped.
            try ended.waitForArrivals()
        }
        #expect(error.value == RequestBodyError(.truncated))
    }

    @Test("A second loop resumes where the first one stopped")
    func secondLoopResumes() async throws {
        let texts = Box<[String]>([])
        try await serving(
            responding { request, response in
                for try await piece in request.body {
                    texts.change { $0.append(String(decoding: piece, as: UTF8.self)) }
                    break
                }
                let rest = try await request.body.collect(upTo: 1 << 20)
                try response.finish(HTTPResponse(status: .ok), body: Array("\(rest.count)".utf8))
            }
        ) { address, _ in
            let response = try Peer.ask(address, .post([UInt8](repeating: 0x61, count: 100_000)))
            #expect(Int(response.text).map { $0 + (texts.value.first?.utf8.count ?? 0) } == 100_000)
        }
    }

    @Test("Bytes that were read before do not count against a later limit")
    func earlierReadsDoNotCount() async throws {
        let sent = [UInt8](repeating: 1, count: 200_000)
        let response = try await serving(
            responding { request, response in
                var pieces = request.body.makeAsyncIterator()
                let first = try await pieces.next() ?? []
                let rest = try await request.body.collect(upTo: sent.count - first.count)
                try response.finish(.plain(200), body: Array("\(first.count + rest.count)".utf8))
            }
        ) { address, _ in try Peer.ask(address, .post(sent)) }
        #expect(response.text == "200000")
    }
}
