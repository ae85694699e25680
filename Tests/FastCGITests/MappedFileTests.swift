#if DEBUG
    import Dispatch
    import Foundation
    import Glibc
    import TestSupport
    import Testing

    @testable import FastCGI

    @Suite("Mapped files and locks", .timeLimit(.minutes(5)))
    struct MappedFileTests {
        /// Runs a closure with the path of a directory of mode 0700.
        private static func inDirectory(_ body: (String) throws -> Void) throws {
            let parent = try TemporaryDirectory()
            let path = parent.path("d")
            try OwnedDirectory.create(path: path)
            try body(path)
        }

        /// Runs a closure on its own thread, whose calls pass through a driver.
        private func onOwnThread(_ body: @escaping @Sendable (SystemCallDriver) throws -> Void) async throws {
            let executor = WorkerExecutor()
            try Thread.start { executor.run() }
            try await Task(executorPreference: executor) {
                defer { executor.finish() }
                let driver = SystemCallDriver()
                driver.install()
                try body(driver)
            }.value
        }

        @Test("Two mappings of a file see each other's words, and the words outlive both")
        func mappingsShareWords() throws {
            try Self.inDirectory { path in
                do {
                    let first = try MappedFile(in: OwnedDirectory(path: path), name: "x", words: 3)
                    let second = try MappedFile(in: OwnedDirectory(path: path), name: "x", words: 3)
                    #expect(first.isNew && !second.isNew && second.count == 3)
                    #expect((0..<3).map(second.load) == [0, 0, 0])
                    first.store(.max, at: 0)
                    #expect(second.load(0) == .max)
                    #expect(second.add(2, at: 0) == .max)
                    #expect(first.load(0) == 1)
                    let refused = second.compareExchange(at: 2, expected: 7, desired: 9)
                    #expect(refused == (false, 0))
                    #expect(second.compareExchange(at: 2, expected: 0, desired: 9) == (true, 0))
                    #expect((0..<3).map(first.load) == [1, 0, 9])
                }
                let third = try MappedFile(in: OwnedDirectory(path: path), name: "x", words: 3)
                #expect((0..<3).map(third.load) == [1, 0, 9])
                let attributes = try FileManager.default.attributesOfItem(atPath: path + "/x")
                #expect(attributes[.size] as? Int == 24)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
            }
        }

        @Test("Compare and exchange loses no change of several threads and mappings")
        func exchangeLosesNothing() throws {
            try Self.inDirectory { path in
                let files = try (0..<4).map { _ in
                    try MappedFile(in: OwnedDirectory(path: path), name: "x", words: 2)
                }
                DispatchQueue.concurrentPerform(iterations: 8) { index in
                    let file = files[index % 4]
                    for _ in 0..<20_000 {
                        var expected = file.load(0)
                        while true {
                            let result = file.compareExchange(at: 0, expected: expected, desired: expected + 1)
                            if result.exchanged { break }
                            expected = result.original
                        }
                        file.add(1, at: 1)
                    }
                }
                #expect(files[0].load(0) == 160_000)
                #expect(files[1].load(1) == 160_000)
            }
        }

        @Test("Another size, a link, a directory and a file with two names are refused")
        func unsuitableFileIsRefused() throws {
            try Self.inDirectory { path in
                let directory = try OwnedDirectory(path: path)
                _ = try MappedFile(in: directory, name: "x", words: 8)
                for words in [7, 9] {
                    let error = #expect(throws: SystemError.self) {
                        try MappedFile(in: directory, name: "x", words: words)
                    }
                    #expect(error?.number == EINVAL && "\(error!)".contains("remove it"))
                }
                try directory.create("empty", [], isDurable: false)
                let files = FileManager.default
                try files.createSymbolicLink(atPath: path + "/symbolic", withDestinationPath: "x")
                try files.linkItem(atPath: path + "/x", toPath: path + "/hard")
                try files.createDirectory(atPath: path + "/directory", withIntermediateDirectories: false)
                unsafe mkfifo(path + "/pipe", 0o600)
                for name in ["empty", "symbolic", "hard", "directory", "pipe", "x"] {
                    #expect(throws: SystemError.self, "\(name)") {
                        try MappedFile(in: directory, name: name, words: 8)
                    }
                }
            }
        }

        /// Without the allocation, a full disk would be a SIGBUS in the middle of a request.
        @Test("All blocks are allocated, also those of a copy with holes")
        func blocksAreAllocated() throws {
            try Self.inDirectory { path in
                let directory = try OwnedDirectory(path: path)
                let words = 64 * 1024
                func blocks(_ name: String) -> Int {
                    var information = stat()
                    unsafe stat(path + "/" + name, &information)
                    return Int(information.st_blocks) * 512
                }
                _ = try MappedFile(in: directory, name: "x", words: words)
                #expect(blocks("x") >= words * 8)
                #expect(FileManager.default.createFile(atPath: path + "/copy", contents: nil))
                unsafe truncate(path + "/copy", off_t(words * 8))
                #expect(blocks("copy") == 0)
                _ = try MappedFile(in: directory, name: "copy", words: words)
                #expect(blocks("copy") >= words * 8)
            }
        }

        @Test(
            "Any failed call is an error, and leaves a complete file or none",
            arguments: [EINTR, EIO, ENOSPC, EDQUOT, EMFILE, ENOMEM, EACCES]
        )
        func failedCallLeavesNoHalf(_ number: CInt) async throws {
            try await onOwnThread { driver in
                try Self.inDirectory { path in
                    let directory = try OwnedDirectory(path: path)
                    driver.arm(nil)
                    _ = try MappedFile(in: directory, name: "x", words: 8)
                    let operations = driver.calls.map(\.operation)
                    #expect(
                        operations == [
                            "openat x", "openat O_TMPFILE", "posix_fallocate x", "linkat", "openat x", "fstat",
                            "mmap x",
                        ])
                    for call in 1...operations.count {
                        _ = try directory.remove("x")
                        driver.arm(.init(call: call, number: number))
                        if number == EINTR {
                            #expect(throws: Never.self) { try MappedFile(in: directory, name: "x", words: 8) }
                        } else {
                            let error = #expect(throws: SystemError.self, "call \(call)") {
                                try MappedFile(in: directory, name: "x", words: 8)
                            }
                            #expect(error?.number == number)
                        }
                        driver.arm(nil)
                        let names = try directory.names()
                        #expect(names == [] || names == ["x"])
                        #expect(try MappedFile(in: directory, name: "x", words: 8).load(7) == 0)
                    }
                }
            }
        }

        @Test("If another process creates the file at the same moment, both use that file")
        func fileOfFasterProcessIsUsed() async throws {
            try await onOwnThread { driver in
                try Self.inDirectory { path in
                    let directory = try OwnedDirectory(path: path)
                    let first = try MappedFile(in: directory, name: "x", words: 8)
                    // As if the file did not exist yet.
                    driver.arm(.init(call: 1, number: ENOENT))
                    let second = try MappedFile(in: directory, name: "x", words: 8)
                    #expect(!second.isNew)
                    first.store(5, at: 0)
                    #expect(second.load(0) == 5)
                }
            }
        }

        // MARK: Locks

        @Test("A lock excludes other owners until it ends")
        func lockExcludes() throws {
            try Self.inDirectory { path in
                let directory = try OwnedDirectory(path: path)
                let other = try OwnedDirectory(path: path)
                func isFree(_ name: String) throws -> Bool { try other.tryLock(name) != nil }
                do {
                    let lock = try directory.lock("x")
                    #expect(try !isFree("x"))
                    #expect(try isFree("y"))
                    _ = consume lock
                }
                #expect(try isFree("x"))
                try FileManager.default.createSymbolicLink(atPath: path + "/link", withDestinationPath: "x")
                #expect(throws: SystemError.self) { _ = try directory.lock("link") }
                let attributes = try FileManager.default.attributesOfItem(atPath: path + "/x")
                #expect(attributes[.posixPermissions] as? Int == 0o600)
            }
        }

        @Test("A waiting owner gets the lock when a process dies that had it")
        func lockEndsWithProcess() async throws {
            let parent = try TemporaryDirectory()
            let path = parent.path("d")
            try OwnedDirectory.create(path: path)
            // flock(1) replaces itself, so that only this process has the lock.
            let program = try Program(
                "/usr/bin/flock", ["--no-fork", path + "/x", "/bin/sh", "-c", "echo locked; exec sleep 600"])
            #expect(program.line(beginningWith: "locked") != nil)
            #expect(try OwnedDirectory(path: path).tryLock("x") == nil)
            let isLocked = DispatchSemaphore(value: 0)
            try Thread.start {
                if let directory = try? OwnedDirectory(path: path), (try? directory.lock("x")) != nil {
                    isLocked.signal()
                }
            }
            program.signal(SIGKILL)
            #expect(isLocked.hasCome())
        }

        @Test("Threads that add under a lock lose nothing")
        func lockSerializesThreads() throws {
            try Self.inDirectory { path in
                let file = try MappedFile(in: OwnedDirectory(path: path), name: "x", words: 1)
                DispatchQueue.concurrentPerform(iterations: 4) { _ in
                    for _ in 0..<500 {
                        guard let directory = try? OwnedDirectory(path: path), let lock = try? directory.lock("l")
                        else { return }
                        file.store(file.load(0) + 1, at: 0)
                        _ = consume lock
                    }
                }
                #expect(file.load(0) == 2000)
            }
        }
    }
#endif
