import FastCGI
import Foundation
import Gatehouse
import GatehouseTesting
import Logging
import Synchronization
import Testing

/// `make test-races` sets FILE_RACES to 100,000.
@Suite("Files resist races between open and replacement", .serialized, .timeLimit(.minutes(60)))
struct FileRaceTests {
    private static let runs = ProcessInfo.processInfo.environment["FILE_RACES"].flatMap { Int($0) } ?? 1000

    /// A replacement while the file is requested.
    enum Swap: Sendable, CaseIterable {
        /// A link to a file outside replaces the file.
        case fileForLink
        /// A link to a directory outside, with a file of the same name, replaces a directory of the path.
        case directoryForLink
        /// A fifo replaces the file. Opening a fifo would block.
        case fileForFifo
    }

    @Test(
        "A request gets the file inside the directory or a 404, whenever it is made", arguments: Swap.allCases,
        OpenDirectory.Method.allCases)
    func replacedFilesAreServedOrHidden(swap: Swap, method: OpenDirectory.Method) async throws {
        let directory = try TrapDirectory()
        let path = directory.path
        try Self.prepare(path)
        let files = try Files(in: path, extensions: ["css"], method: method, settling: 0)
        var gate = Gate()
        gate.get("/{path...}", allow: .everyone) { request in try files.file(request.path.rest("path")) }
        let client = try InMemoryClient(gate, logger: Logger(label: "races") { _ in SwiftLogNoOpLogHandler() })
        let unknown = try await client.get("/unknown/unknown")

        let swapper = Swapper { Self.swap(swap, path) }
        var served = 0
        var hidden = 0
        // At least that many requests, until both outcomes have occurred.
        while served + hidden < Self.runs || served == 0 || hidden == 0 {
            let response = try await client.get("/race/f.css")
            if response.status == .ok, response.body == TrapDirectory.style {
                served += 1
            } else if response == unknown {
                hidden += 1
            } else {
                Issue.record("\(response.status) \(response.text)")
                break
            }
        }
        let swaps = swapper.finish()
        #expect(swaps > 0)
        if Self.runs >= 100_000 {
            print("\(swap), \(method.testDescription): \(served) served, \(hidden) hidden, \(swaps) swaps")
        }
    }

    /// Creates the replacement of each file next to it.
    private static func prepare(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/race", withIntermediateDirectories: false)
        try FileManager.default.createDirectory(atPath: path + "/../outside/race", withIntermediateDirectories: false)
        try Data("SECRET\n".utf8).write(to: URL(fileURLWithPath: path + "/../outside/race/f.css"))
        try Data(TrapDirectory.style).write(to: URL(fileURLWithPath: path + "/race/f.css"))
    }

    /// Replaces and restores the file once. Uses only system calls, to hit the race more often.
    private static func swap(_ swap: Swap, _ path: String) {
        switch swap {
        case .fileForLink:
            unsafe symlink("../../outside/race/f.css", path + "/race/new")
            unsafe rename(path + "/race/f.css", path + "/race/kept")
            unsafe rename(path + "/race/new", path + "/race/f.css")
            unsafe rename(path + "/race/kept", path + "/race/f.css")
        case .directoryForLink:
            unsafe symlink("../outside/race", path + "/new")
            unsafe rename(path + "/race", path + "/kept")
            unsafe rename(path + "/new", path + "/race")
            unsafe unlink(path + "/race")
            unsafe rename(path + "/kept", path + "/race")
        case .fileForFifo:
            unsafe mkfifo(path + "/race/new", 0o644)
            unsafe rename(path + "/race/f.css", path + "/race/kept")
            unsafe rename(path + "/race/new", path + "/race/f.css")
            unsafe rename(path + "/race/kept", path + "/race/f.css")
        }
    }
}

/// Repeats an action on its own thread.
private final class Swapper: Sendable {
    private let isTold = Atomic(false)
    private let count = Atomic(0)
    private let isDone = DispatchSemaphore(value: 0)

    init(_ swap: @escaping @Sendable () -> Void) {
        Thread.detachNewThread {
            while !self.isTold.load(ordering: .relaxed) {
                swap()
                self.count.add(1, ordering: .relaxed)
            }
            self.isDone.signal()
        }
    }

    /// Stops the thread and returns the number of repetitions.
    func finish() -> Int {
        isTold.store(true, ordering: .relaxed)
        isDone.wait()
        return count.load(ordering: .relaxed)
    }
}
