import Foundation
import TestSupport
import Testing

@testable import FastCGI

@Suite("OpenDirectory opens only regular files below it", .timeLimit(.minutes(5)))
struct OpenDirectoryTests {
    private static func prepared() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.path("in/a/b"), withIntermediateDirectories: true)
        for name in ["in/f", "in/a/b/f", "out"] {
            try Data(name.utf8).write(to: directory.url.appendingPathComponent(name))
        }
        for (name, target) in [("in/link", "../out"), ("in/here", "f"), ("in/a/up", ".."), ("in/away", "..")] {
            try FileManager.default.createSymbolicLink(atPath: directory.path(name), withDestinationPath: target)
        }
        return directory
    }

    @Test("An existing file is opened with its size and its bytes", arguments: OpenDirectory.Method.allCases)
    func existingFilesAreOpened(method: OpenDirectory.Method) throws {
        let directory = try Self.prepared()
        let open = try OpenDirectory(path: directory.path("in"), method: method)
        for names in [["f"], ["a", "b", "f"]] {
            let file = try open.open(names)
            let text = "in/" + names.joined(separator: "/")
            #expect(file.size == text.utf8.count)
            #expect(try file.bytes(from: 0, upTo: 100) == Array(text.utf8))
            #expect(try file.bytes(from: 3, upTo: 1) == [text.utf8.dropFirst(3).first])
            #expect(try file.bytes(from: 100, upTo: 1).isEmpty)
        }
    }

    /// Names that `Files` refuses are refused here too, as a second check.
    @Test("Everything else is refused", arguments: OpenDirectory.Method.allCases)
    func otherPathsAreRefused(method: OpenDirectory.Method) throws {
        let directory = try Self.prepared()
        let open = try OpenDirectory(path: directory.path("in"), method: method)
        for names in [
            [], [""], ["."], [".."], ["..", "out"], ["a", "..", "f"], ["a", "", "f"], ["../out"], ["a/b/f"],
            ["/etc/passwd"],
            ["f\0x"], ["link"], ["here"], ["a", "up", "f"], ["away", "out"], ["a"], ["a", "b"], ["f", "f"], ["nothing"],
            ["a", ".", "b", "f"], [String(repeating: "x", count: 300)], Array(repeating: "a", count: 5000),
        ] {
            #expect(throws: SystemError.self, "\(names.prefix(5))") { try open.open(names) }
        }
        #expect(throws: SystemError.self) { try OpenDirectory(path: directory.path("in/f"), method: method) }
        #expect(throws: SystemError.self) { try OpenDirectory(path: directory.path("nothing"), method: method) }
    }

    #if DEBUG
        @Test(
            "A failed system call is an error and opens nothing",
            arguments: OpenDirectory.Method.allCases, [EMFILE, EACCES, ELOOP, EXDEV, ENOMEM, EBADF, ENOSYS, EPERM])
        func failedCallOpensNothing(method: OpenDirectory.Method, number: CInt) async throws {
            let directory = try Self.prepared()
            let open = try OpenDirectory(path: directory.path("in"), method: method)
            let outcomes = await Self.onThread { driver in
                var outcomes: [String] = []
                for call in 1...10 {
                    driver.arm(SystemCallDriver.Fault(call: call, number: number))
                    do throws(SystemError) {
                        _ = try open.open(["a", "b", "f"])
                        outcomes.append(driver.isArmed ? "past the end" : "opened")
                    } catch {
                        outcomes.append(error.number == number ? "failed" : "\(error)")
                    }
                }
                return outcomes
            }
            // openat2 and fstat, or openat three times and fstat.
            let calls = method == .beneath ? 2 : 4
            #expect(outcomes.prefix(calls) == Array(repeating: "failed", count: calls)[...])
            #expect(Set(outcomes.dropFirst(calls)) == ["past the end"])
        }

        @Test("Without a usable openat2, directories are opened step by step")
        func fallbackOpensStepByStep() async throws {
            let directory = try Self.prepared()
            let path = directory.path("in")
            let calls = await Self.onThread { driver -> [[String]] in
                var calls: [[String]] = []
                for number in [EAGAIN, nil] {
                    guard let open = try? OpenDirectory(path: path, method: .beneath) else { break }
                    driver.arm(number.map { SystemCallDriver.Fault(call: 1, number: $0) })
                    _ = try? open.open(["a", "here"])
                    _ = try? open.open(["a", "b", "f"])
                    calls.append(driver.calls.map(\.operation))
                }
                for number in [ENOSYS, EPERM, EINVAL] {
                    driver.arm(
                        SystemCallDriver.Fault(call: 1, number: number) { operation, _ in operation == "openat2 ." })
                    let open = try? OpenDirectory(path: path)
                    calls.append([open?.method == .stepwise ? "stepwise" : "beneath"])
                }
                driver.arm(nil)
                return calls
            }
            #expect(
                calls == [
                    ["openat2", "openat", "openat", "openat2", "fstat"], ["openat2", "openat2", "fstat"], ["stepwise"],
                    ["stepwise"], ["stepwise"],
                ])
        }

        /// A driver belongs to one thread, and tests share threads.
        private static func onThread<Result: Sendable>(
            _ body: @escaping @Sendable (SystemCallDriver) -> Result
        ) async -> Result {
            await withCheckedContinuation { continuation in
                Foundation.Thread.detachNewThread {
                    let driver = SystemCallDriver()
                    driver.install()
                    continuation.resume(returning: body(driver))
                }
            }
        }
    #endif
}
