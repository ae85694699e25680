import Foundation
import Synchronization
import TestSupport
import Testing

/// A new executable replaces the one that Apache serves.
@Suite("Replacing a program behind mod_fcgid", .serialized, .timeLimit(.minutes(5)))
struct ReplacedTests {
    private struct ServingProcess {
        let process: Int32
        let executable: UInt64

        init?(_ response: RawResponse) {
            let words = response.text.split(whereSeparator: \.isWhitespace)
            guard response.status == 200, words.count == 2, let process = Int32(words[0]),
                let executable = UInt64(words[1])
            else { return nil }
            self.process = process
            self.executable = executable
        }
    }

    /// Breaks if the old process remains, or ends while it is needed.
    @Test("After a rename the new program serves, the old one ends, and no request fails")
    func renameSwitchesWithoutFailures() throws {
        let site = try ApacheSite(.fixture("script.htaccess"), mount: "/", binary: Products.program("TestResponder"))
        let file = site.publicDirectory.appendingPathComponent("app.fcgi").path
        let next = site.publicDirectory.appendingPathComponent("app.fcgi.next").path
        try FileManager.default.copyItem(atPath: file, toPath: next)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: next)
        func inode(_ path: String) throws -> UInt64? {
            (try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? NSNumber)?.uint64Value
        }
        let (oldFile, newFile) = (try inode(file), try inode(next))
        func ask() throws -> ServingProcess? {
            ServingProcess(try site.exchange("GET", "/app.fcgi", headers: ["X-Do: process"]))
        }
        func log() throws -> String { try String(contentsOf: site.errorLog, encoding: .utf8) }
        let old = try #require(try ask())
        #expect(old.executable == oldFile)

        // The old process is serving this request when it is replaced.
        let slow = Mutex<String?>(nil)
        let slowIsDone = DispatchSemaphore(value: 0)
        Thread {
            let response = try? site.exchange("GET", "/app.fcgi", headers: ["X-Do: slow"])
            slow.withLock { $0 = response?.text }
            slowIsDone.signal()
        }.start()
        let beginning = ContinuousClock.now + .hang
        while try !log().contains("slow begins"), ContinuousClock.now < beginning { usleep(2000) }
        // rename(2) reads two C strings, valid during the call.
        let result = unsafe rename(next, file)
        #expect(result == 0)

        var asked = 0
        var failures = 0
        var last: ServingProcess?
        let end = ContinuousClock.now + .hang
        while isRunning(old.process), ContinuousClock.now < end {
            last = try ask()
            asked += 1
            if last == nil { failures += 1 }
        }
        #expect(!isRunning(old.process), "the old process still runs")
        for _ in 0..<20 {
            last = try ask()
            if last == nil { failures += 1 }
        }
        #expect(failures == 0, "of \(asked + 20)")
        #expect(last?.executable == newFile)
        #expect(last?.process != old.process)
        #expect(slowIsDone.hasCome())
        #expect(slow.withLock { $0 } == "slow and whole by \(old.process)\n")
        #expect(try log().contains("its executable has been replaced"))
    }

    /// A zombie has ended.
    private func isRunning(_ process: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return !status.contains(") Z ")
    }
}
