import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Files as response bodies", .timeLimit(.minutes(5)))
struct FileTests {
    private func ask(
        _ path: String, offset: Int = 0, length: Int? = nil, method: String = "GET"
    ) async throws
        -> GatewayResponse
    {
        try await serving(
            responding { _, response in
                let file = try ResponseFile(path: path, offset: offset, length: length)
                try response.finish(HTTPResponse(status: .ok), file: file)
            }
        ) { address, _ in
            try Peer.ask(address, ClientRequest([(name: "REQUEST_METHOD", value: method)]))
        }
    }

    @Test("A file of any size arrives byte for byte", arguments: [0, 1, 65_528, 65_529, 1_000_003])
    func fileOfAnySizeArrives(size: Int) async throws {
        let directory = try TemporaryDirectory()
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try Data(bytes).write(to: directory.url.appendingPathComponent("f"))
        let response = try await ask(directory.path("f"))
        #expect(response.status == .ok)
        #expect(response.headers[.contentLength] == String(size))
        let isWhole = response.body == bytes
        #expect(isWhole)
    }

    @Test("A long file arrives byte for byte over a Unix socket with an enlarged buffer")
    func fileArrivesOverUnixSocket() async throws {
        let directory = try TemporaryDirectory()
        let bytes = (0..<3_000_003).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try Data(bytes).write(to: directory.url.appendingPathComponent("f"))
        let path = directory.path("f")
        let response = try await serving(
            responding { _, response in
                try response.finish(HTTPResponse(status: .ok), file: ResponseFile(path: path))
            },
            Setting(address: try .unix(path: directory.path("s")))
        ) { address, _ in
            try Peer.ask(address, .get())
        }
        let isWhole = response.body == bytes
        #expect(isWhole)
    }

    @Test("A peer that reads nothing of a file is disconnected after the write timeout")
    func stalledPeerTimesOut() async throws {
        let directory = try TemporaryDirectory()
        try Data(count: 32_000_000).write(to: directory.url.appendingPathComponent("f"))
        let path = directory.path("f")
        let failure = Box<FastCGIError?>(nil)
        // The time limit of the whole request must not end it.
        let setting = Setting(
            address: try .unix(path: directory.path("s")),
            more: {
                $0.writeTimeout = .milliseconds(100)
                $0.requestTimeout = .seconds(600)
            }
        )
        try await serving(
            responding { request, response in
                guard request.parameters["NAME"] == "file" else { return try response.finish(.plain(200)) }
                let file = try ResponseFile(path: path)
                do throws(FastCGIError) {
                    try response.finish(HTTPResponse(status: .ok), file: file)
                } catch {
                    failure.value = error
                }
            },
            setting
        ) { address, _ in
            let peer = try Peer(address)
            try peer.send(ClientRequest.get("file").bytes())
            // There is one worker: it serves this request after it has abandoned the other one.
            try Peer.askWell(address)
            try peer.finishSending()
        }
        #expect(failure.value == FastCGIError(.clientGone, ""))
    }

    @Test("A part of a file is sent; HEAD has its length and no body")
    func partOfFileIsSent() async throws {
        let directory = try TemporaryDirectory()
        try Data("0123456789".utf8).write(to: directory.url.appendingPathComponent("f"))
        #expect(try await ask(directory.path("f"), offset: 2, length: 5).text == "23456")
        #expect(try await ask(directory.path("f"), offset: 7).text == "789")
        #expect(try await ask(directory.path("f"), offset: 10).text == "")
        let head = try await ask(directory.path("f"), offset: 2, length: 5, method: "HEAD")
        #expect(head.headers[.contentLength] == "5")
        #expect(head.body.isEmpty)
    }

    @Test("A 304 sends neither the file nor its length")
    func notModifiedSendsNoFile() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("f")
        try Data("0123456789".utf8).write(to: directory.url.appendingPathComponent("f"))
        let response = try await serving(
            responding { _, response in try response.finish(.plain(304), file: ResponseFile(path: path)) }
        ) { address, _ in try Peer.ask(address) }
        #expect(response.status == .notModified)
        #expect(response.headers[.contentLength] == nil)
        #expect(response.body.isEmpty)
    }

    @Test("A file that is not regular, or has no such part, is refused")
    func invalidFileIsRefused() throws {
        let directory = try TemporaryDirectory()
        try Data("0123456789".utf8).write(to: directory.url.appendingPathComponent("f"))
        try FileManager.default.createSymbolicLink(atPath: directory.path("link"), withDestinationPath: "f")
        let isMade = unsafe mkfifo(directory.path("fifo"), 0o600) == 0
        #expect(isMade)
        for path in ["absent", "f/x", "f\0.pdf", String(repeating: "x", count: 256)] {
            #expect(throws: FastCGIError(.noSuchFile, ""), "\(path)") {
                _ = try ResponseFile(path: directory.path("") + "/" + path).length
            }
        }
        for path in ["link", "fifo", ""] {
            #expect(throws: FastCGIError(.cannotOpenFile, ""), "\(path)") {
                _ = try ResponseFile(path: directory.path(path)).length
            }
        }
        for (offset, length) in [(-1, nil), (11, nil), (0, 11), (5, 6), (0, -1), (.max, 1), (1, .max)] as [(Int, Int?)]
        {
            #expect(throws: FastCGIError(.invalidResponse, ""), "\(offset) \(length ?? 0)") {
                _ = try ResponseFile(path: directory.path("f"), offset: offset, length: length).length
            }
        }
        #expect(throws: FastCGIError(.cannotOpenFile, "")) { _ = try ResponseFile(path: "/dev/zero").length }
    }

    /// The client could read the bytes of a mark inside a record as the last bytes of the file.
    @Test(
        "A file that shrinks breaks the response off, with a mark only between two records",
        arguments: [
            (1_000_000, 70_000, true), (65_529, 65_528, true), (1_000_000, 65_528, true), (65_000, 64_992, false),
        ])
    func shrinkingFileBreaksResponse(size: Int, left: Int, isMarked: Bool) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("f")
        try Data(count: size).write(to: directory.url.appendingPathComponent("f"))
        let failure = Box<FastCGIError?>(nil)
        let kinds = try await serving(
            responding { _, response in
                let file = try ResponseFile(path: path)
                _ = unsafe truncate(path, left)
                do throws(FastCGIError) {
                    try response.finish(HTTPResponse(status: .ok), file: file)
                } catch {
                    failure.value = error
                }
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            var kinds: [RecordKind] = []
            do {
                while let record = try peer.receive() { kinds.append(record.kind) }
                #expect(isMarked)
            } catch {
                #expect(!isMarked, "\(error)")
            }
            return kinds
        }
        #expect(kinds == (isMarked ? [.standardOutput, .standardOutput, RecordKind(rawValue: 99)] : [.standardOutput]))
        #expect(failure.value == FastCGIError(.fileFailed, ""), "the peer has not disconnected")
    }

    #if DEBUG
        /// The last record has as many bytes as the mark.
        @Test("A file that cannot be read inside its last record leaves no mark there")
        func failedReadLeavesNoMark() async throws {
            let directory = try TemporaryDirectory()
            let path = directory.path("f")
            try Data(count: 65_528 + 8).write(to: directory.url.appendingPathComponent("f"))
            let driver = SystemCallDriver()
            try await serving(
                responding { _, response in
                    driver.install()
                    driver.arm(.init(call: 2, number: EIO, counts: { operation, _ in operation == "sendfile" }))
                    try response.finish(HTTPResponse(status: .ok), file: ResponseFile(path: path))
                }
            ) { address, _ in
                var peer = try Peer(address)
                try peer.send(ClientRequest.get().bytes())
                #expect(throws: Failure.self) { while try peer.receive() != nil {} }
                #expect(!driver.isArmed)
            }
        }
    #endif
}
