#if DEBUG
    import Foundation
    import Glibc
    import TestSupport
    import Testing

    @testable import FastCGI

    @Suite("Files without a name", .timeLimit(.minutes(5)))
    struct TemporaryFileTests {
        /// Makes every call once: creates, writes, reads and links a file.
        private static func keep(in path: String, as name: String) throws(SystemError) {
            let directory = try OwnedDirectory(path: path)
            let file = try TemporaryFile(in: directory)
            try file.append([1, 2, 3])
            #expect(try file.read(at: 1, upTo: 10) == [2, 3])
            try file.link(into: directory, as: name)
        }

        @Test(
            "Any failed call is an error and leaves nothing behind",
            arguments: [EINTR, EIO, ENOSPC, EDQUOT, EMFILE, EOPNOTSUPP, EACCES]
        )
        func failedCallLeavesNothing(_ number: CInt) async throws {
            try await onDrivenThread { driver in
                let parent = try TemporaryDirectory()
                let path = parent.path("d")
                try FileManager.default.createDirectory(
                    atPath: path,
                    withIntermediateDirectories: false,
                    attributes: [.posixPermissions: 0o700]
                )
                driver.arm(nil)
                try Self.keep(in: path, as: "first")
                let operations = driver.calls.map(\.operation)
                #expect(
                    operations
                        == ["open \(path)", "fstat", "openat O_TMPFILE", "write", "pread", "fsync", "linkat"]
                )
                for call in 1...operations.count {
                    driver.arm(.init(call: call, number: number))
                    let text: Comment = "errno \(number) at call \(call)"
                    if number == EINTR {
                        #expect(throws: Never.self, text) { try Self.keep(in: path, as: "\(call)") }
                        try FileManager.default.removeItem(atPath: path + "/\(call)")
                    } else {
                        let error = #expect(throws: SystemError.self, text) { try Self.keep(in: path, as: "x") }
                        #expect(error?.number == number, text)
                    }
                    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["first"], text)
                }
                // Without /proc the file is linked by its descriptor, if the process may.
                driver.arm(.init(call: operations.count, number: ENOENT))
                try? Self.keep(in: path, as: "first")
                #expect(driver.calls.map(\.operation).suffix(2) == ["linkat", "linkat"])
                driver.arm(nil)
            }
        }
    }
#endif
