import FastCGI
import Foundation
import Gatehouse
import GatehouseTesting
import Logging
import Synchronization
import Testing

/// `make test-races` sets FILE_RACES to 100,000.
@Suite("Files: who swaps a file for a link in the right moment gets nothing", .serialized, .timeLimit(.minutes(60)))
struct FileRaceTests {
    private static let runs = ProcessInfo.processInfo.environment["FILE_RACES"].flatMap { Int($0) } ?? 1000

    /// What is swapped for what while the file is asked for.
    enum Swap: Sendable, CaseIterable {
        /// The file, for a link to a file outside.
        case fileForLink
        /// The directory on the way, for a link to one outside that has a file of the same name.
        case directoryForLink
        /// The file, for one outside by the directory's own parent: a fifo, which would hold whoever opens it.
        case fileForFifo
    }

    @Test(
        "whenever it is asked for, it is the file inside or a 404", arguments: Swap.allCases,
        OpenDirectory.Method.allCases)
    func races(swap: Swap, method: OpenDirectory.Method) async throws {
        let directory = try TrapDirectory()
        let path = directory.path
        try Self.prepare(path)
        let files = try Files(in: path, allow: ["css"], method: method, settling: 0)
        var gate = Gate()
        gate.get("/{path...}", allow: .everyone) { request in try files.file(request.path.rest("path")) }
        let client = try InMemoryClient(gate, logger: Logger(label: "races") { _ in SwiftLogNoOpLogHandler() })
        let unknown = try await client.get("/unknown/unknown")

        let swapper = Swapper { Self.swap(swap, path) }
        var served = 0
        var hidden = 0
        // At least so many; and on until both have been seen, or nothing was raced for.
        while served + hidden < Self.runs || served == 0 || hidden == 0 {
            let answer = try await client.get("/race/f.css")
            if answer.status == .ok, answer.body == TrapDirectory.style {
                served += 1
            } else if answer == unknown {
                hidden += 1
            } else {
                Issue.record("\(answer.status) \(answer.text)")
                break
            }
        }
        let swaps = swapper.finish()
        #expect(swaps > 0)
        if Self.runs >= 100_000 {
            print("\(swap), \(method.testDescription): \(served) served, \(hidden) hidden, \(swaps) swaps")
        }
    }

    /// Everything that is put in a place, next to where it goes.
    private static func prepare(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/race", withIntermediateDirectories: false)
        try FileManager.default.createDirectory(atPath: path + "/../outside/race", withIntermediateDirectories: false)
        try Data("SECRET\n".utf8).write(to: URL(fileURLWithPath: path + "/../outside/race/f.css"))
        try Data(TrapDirectory.style).write(to: URL(fileURLWithPath: path + "/race/f.css"))
    }

    /// One swap there and back, by system calls alone: the faster, the more often it hits.
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

/// Does something over and over on a thread of its own.
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

    /// Ends it, and tells how often it has been done.
    func finish() -> Int {
        isTold.store(true, ordering: .relaxed)
        isDone.wait()
        return count.load(ordering: .relaxed)
    }
}
