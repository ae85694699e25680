import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// Uploaded files before and after they have a name.
@Suite("Uploads to a program", .timeLimit(.minutes(5)))
struct UploadTests {
    private let app = Products.program("TestApp")

    private struct NoFile: Error {}

    /// A directory with mode 0700.
    private func privateDirectory(_ directory: borrowing TemporaryDirectory) throws -> String {
        let path = directory.url.resolvingSymlinksInPath().appendingPathComponent("uploads").path
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        return path
    }

    /// A request with a file of 300,000 bytes.
    private func request(_ program: Listening) -> ClientRequest {
        let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../x.sh\"\r\n\r\n"
        let body = Array(head.utf8) + [UInt8](repeating: 0x61, count: 300_000) + Array("\r\n--b--\r\n".utf8)
        var request = program.request("/upload", method: "POST")
        request.parameters += [
            (name: "CONTENT_LENGTH", value: "\(body.count)"),
            (name: "CONTENT_TYPE", value: "multipart/form-data; boundary=b"),
        ]
        request.body = body
        return request
    }

    /// The targets of the open descriptors of a process.
    private func open(_ id: Int32) -> [String] {
        let directory = "/proc/\(id)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/\($0)") }
    }

    /// Waits until a process has written to a file in a directory.
    private func file(of id: Int32, in directory: String) throws -> String {
        let end = ContinuousClock.now + .hang
        while ContinuousClock.now < end {
            if let path = open(id).first(where: { $0.hasPrefix(directory + "/") }) { return path }
            usleep(2000)
        }
        throw NoFile()
    }

    @Test("A complete file is moved to its name; nothing else appears in the directory")
    func completeFileIsMoved() throws {
        let directory = try TemporaryDirectory()
        let uploads = try privateDirectory(directory)
        let program = try Listening(app, directory.path("s"), environment: ["TESTAPP_UPLOADS": uploads])
        var connection = try ClientConnection(to: program.address)
        let response = try connection.exchange(request(program)).head()
        #expect(String(decoding: response.body, as: UTF8.self) == "300000 bytes\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: uploads) == ["kept"])
        let attributes = try FileManager.default.attributesOfItem(atPath: uploads + "/kept")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(attributes[.size] as? Int == 300_000)
        // The name exists now: the second upload fails, and the existing file stays.
        var second = try ClientConnection(to: program.address)
        #expect(try second.exchange(request(program)).head().status == .internalServerError)
        #expect(try FileManager.default.contentsOfDirectory(atPath: uploads) == ["kept"])
        #expect(open(program.program.id).allSatisfy { !$0.hasPrefix(uploads + "/") })
    }

    @Test("kill -9 during an upload leaves no file")
    func killedUploadLeavesNothing() throws {
        let directory = try TemporaryDirectory()
        let uploads = try privateDirectory(directory)
        let program = try Listening(app, directory.path("s"), environment: ["TESTAPP_UPLOADS": uploads])
        let connection = try ClientConnection(to: program.address)
        try connection.send(request(program).records().dropLast(3).flatMap(\.bytes))
        let path = try file(of: program.program.id, in: uploads)
        // During the upload the file has no name.
        #expect(path.hasSuffix(" (deleted)"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: uploads) == [])
        program.program.signal(SIGKILL)
        #expect(program.program.end().status == -SIGKILL)
        #expect(try FileManager.default.contentsOfDirectory(atPath: uploads) == [])
        #expect(open(program.program.id).isEmpty)
        // No other process has it open, such as a child that inherited the descriptor.
        let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }
        #expect(processes.allSatisfy { !open($0).contains(path) })
    }

    @Test("A client that disconnects during an upload leaves no file")
    func abortedUploadLeavesNothing() throws {
        let directory = try TemporaryDirectory()
        let uploads = try privateDirectory(directory)
        let program = try Listening(app, directory.path("s"), environment: ["TESTAPP_UPLOADS": uploads])
        do {
            var connection = try ClientConnection(to: program.address)
            try connection.send(request(program).records().dropLast(3).flatMap(\.bytes))
            _ = try file(of: program.program.id, in: uploads)
            try connection.finishSending()
            #expect(try connection.receiveResponse().head().status == .badRequest)
        }
        // Its only worker has finished the previous request when it serves the next.
        #expect(try program.get("/").status == .ok)
        #expect(open(program.program.id).allSatisfy { !$0.hasPrefix(uploads + "/") })
        #expect(try FileManager.default.contentsOfDirectory(atPath: uploads) == [])
    }
}
