import Foundation
import TestSupport
import Testing

/// A CGI process whose client is slow.
@Suite("The time limit of a request counts progress under CGI", .timeLimit(.minutes(5)))
struct CGIProgressTests {
    /// A transfer takes longer than the limit, and its pauses are much shorter.
    private static let limit = Duration.seconds(3)
    private static let pieces = 80
    private static let pause: UInt32 = 50_000

    private func environment(_ method: String, _ steps: String) -> [String: String] {
        [
            "REQUEST_METHOD": method, "REMOTE_ADDR": "127.0.0.1", "HTTP_X_DO": "steps", "HTTP_X_STEPS": steps,
            "TESTRESPONDER_TIMEOUT": "3000", "TESTRESPONDER_SLOW": "3000",
        ]
    }

    /// Breaks if a response counts as hanging or as slow while it is sent.
    @Test("A download that takes longer than the limit is complete, not logged", arguments: [false, true])
    func longDownloadIsComplete(ofFile: Bool) throws {
        let directory = try TemporaryDirectory()
        try Data(repeating: UInt8(ascii: "x"), count: Self.length).write(to: directory.url.appendingPathComponent("f"))
        let steps = ofFile ? "file 200 \(directory.path("f"))" : "start 200;fill \(Self.length);finish"
        let start = ContinuousClock.now
        let (status, count, log) = try download(steps)
        #expect(status == 0 && count > Self.length)
        #expect(!log.contains("is slow") && !log.contains("cutting it off"), "\(log)")
        #expect(start.duration(to: .now) > Self.limit, "the test must take longer than the limit")
    }

    /// Breaks if an endless stream holds its process as long as its client reads.
    @Test("A stream of events ends after the limit, although it moves")
    func eventStreamIsCutOff() throws {
        let (status, count, log) = try download("start 200 text/event-stream;fill \(Self.length);finish")
        #expect(status == 75 && (1..<Self.length).contains(count))
        #expect(log.contains("the request took longer than 3.0 seconds: cutting it off"), "\(log)")
    }

    private static let length = pieces * 64 * 1024

    /// Reads a response slowly.
    private func download(_ steps: String) throws -> (status: Int32, count: Int, log: String) {
        // `Program` would read the output at once.
        let (process, output, errors) = (Process(), Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: Products.program("TestResponder"))
        process.environment = environment("GET", steps).merging(Program.inherited) { own, _ in own }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        var count = 0
        while let bytes = try output.fileHandleForReading.read(upToCount: 64 * 1024), !bytes.isEmpty {
            count += bytes.count
            usleep(Self.pause)
        }
        process.waitUntilExit()
        let log = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        return (process.terminationStatus, count, log)
    }

    /// Breaks if a body counts as hanging or as slow while it arrives.
    @Test("An upload that takes longer than the limit is complete, not logged")
    func longUploadIsComplete() throws {
        let piece = String(repeating: "x", count: 4096)
        let length = Self.pieces * piece.utf8.count
        let environment = environment("POST", "pieces;respond 200").merging(["CONTENT_LENGTH": String(length)]) { $1 }
        let program = try Program(Products.program("TestResponder"), environment: environment, input: nil)
        for _ in 0..<Self.pieces {
            usleep(Self.pause)
            try program.write(piece)
        }
        let end = program.end()
        #expect(end.status == 0)
        #expect(end.errors.contains("pieces: \(length) bytes"), "\(end.errors)")
        #expect(!end.errors.contains("is slow") && !end.errors.contains("cutting it off"), "\(end.errors)")
    }
}
