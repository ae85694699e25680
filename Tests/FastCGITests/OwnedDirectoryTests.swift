#if DEBUG
    import Foundation
    import Glibc
    import TestSupport
    import Testing

    @testable import FastCGI

    /// A directory with mode 0700 for a test.
    private func opened(_ parent: borrowing TemporaryDirectory) throws -> OwnedDirectory {
        try OwnedDirectory.create(path: parent.path("d"))
        return try OwnedDirectory(path: parent.path("d"))
    }

    /// Everything in the directory, as another program sees it.
    private func listing(_ parent: borrowing TemporaryDirectory) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: parent.path("d")).sorted()
    }

    @Suite("Small files of the program", .timeLimit(.minutes(5)))
    struct OwnedDirectoryTests {
        private static let old: [UInt8] = [1, 2, 3]
        private static let new: [UInt8] = Array("new".utf8)

        @Test("A directory is created with mode 0700, and only once")
        func directoryIsCreated() throws {
            let parent = try TemporaryDirectory()
            let directory = try opened(parent)
            try OwnedDirectory.create(path: parent.path("d"))
            let inner = try directory.directory("inner")
            try inner.create("f", Self.old, isDurable: false)
            let again = try directory.directory("inner")
            #expect(try again.names() == ["f"])
            for path in [parent.path("d"), parent.path("d/inner")] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                #expect(attributes[.posixPermissions] as? Int == 0o700)
            }
        }

        @Test(
            "A directory that others can enter is refused", arguments: [0o701, 0o710, 0o750, 0o755, 0o777] as [mode_t])
        func accessibleDirectoryIsRefused(_ mode: mode_t) throws {
            let parent = try TemporaryDirectory()
            let directory = try opened(parent)
            _ = try directory.directory("inner")
            for name in ["d/inner", "d"] { #expect(unsafe chmod(parent.path(name), mode) == 0) }
            let path = parent.path("d")
            #expect(
                throws: SystemError("\(path) must belong to the user of the program and have mode 0700", number: EACCES)
            ) {
                _ = try OwnedDirectory(path: path)
            }
            #expect(throws: SystemError.self) { _ = try directory.directory("inner") }
        }

        @Test("The directory of another user is refused", .enabled(if: geteuid() == 0))
        func directoryOfAnotherUserIsRefused() throws {
            let parent = try TemporaryDirectory()
            let directory = try opened(parent)
            _ = try directory.directory("inner")
            for name in ["d/inner", "d"] { #expect(unsafe chown(parent.path(name), 1, 0) == 0) }
            #expect(throws: SystemError.self) { _ = try OwnedDirectory(path: parent.path("d")) }
            #expect(throws: SystemError.self) { _ = try directory.directory("inner") }
        }

        @Test("A symbolic link and a file in place of a directory are refused")
        func otherThingsThanDirectoriesAreRefused() throws {
            let parent = try TemporaryDirectory()
            let directory = try opened(parent)
            try directory.create("file", [], isDurable: false)
            _ = try directory.directory("real")
            #expect(unsafe symlink("real", parent.path("d/link")) == 0)
            #expect(unsafe symlink("d", parent.path("link")) == 0)
            for name in ["file", "link"] {
                #expect(throws: SystemError.self) { _ = try directory.directory(name) }
            }
            #expect(throws: SystemError.self) { _ = try OwnedDirectory(path: parent.path("link")) }
            #expect(throws: SystemError.self) { _ = try OwnedDirectory(path: parent.path("missing")) }
        }

        @Test("A file is created once, read, replaced, exchanged and removed", arguments: [false, true])
        func fileIsChanged(isDurable: Bool) throws {
            let parent = try TemporaryDirectory()
            let directory = try opened(parent)
            #expect(try directory.contents(of: "f", limit: 9) == nil)
            try directory.create("f", Self.old, isDurable: isDurable)
            #expect(throws: SystemError.self) { try directory.create("f", Self.new, isDurable: isDurable) }
            #expect(try directory.contents(of: "f", limit: 3)?.bytes == Self.old)
            try directory.replace("f", with: Self.new, isDurable: isDurable)
            #expect(try directory.contents(of: "f", limit: 3)?.bytes == Self.new)
            #expect(try directory.exchange("f", with: [], isDurable: isDurable))
            #expect(try directory.contents(of: "f", limit: 0)?.bytes == [])
            try directory.replace("g", with: Self.old, isDurable: isDurable)
            #expect(try listing(parent) == ["f", "g"])
            #expect(try directory.names().sorted() == ["f", "g"])
            let attributes = try FileManager.default.attributesOfItem(atPath: parent.path("d/g"))
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try directory.remove("f"))
            #expect(try !directory.remove("f"))
            #expect(try listing(parent) == ["g"])
        }

        @Test("A file that is longer than the limit is an error")
        func longFileIsAnError() throws {
            let parent = try TemporaryDirectory()
            let directory = try opened(parent)
            try directory.create("f", Self.old, isDurable: false)
            #expect(throws: SystemError("f is larger than 2 bytes", number: EFBIG)) {
                try directory.contents(of: "f", limit: 2)
            }
        }

        @Test("A removed file comes back neither by an exchange nor by a new time")
        func removedFileStaysRemoved() throws {
            let parent = try TemporaryDirectory()
            let directory = try opened(parent)
            try directory.create("f", Self.old, isDurable: false)
            _ = try directory.remove("f")
            #expect(try !directory.exchange("f", with: Self.new, isDurable: false))
            #expect(try !directory.setModified("f", to: 7))
            #expect(try directory.modified("f") == nil)
            #expect(try listing(parent) == [])
        }

        /// The check before the exchange sees the file; the exchange itself must still refuse.
        @Test("A file that is removed in the middle of an exchange stays removed")
        func removalDuringExchange() async throws {
            try await onDrivenThread { driver in
                let parent = try TemporaryDirectory()
                let directory = try opened(parent)
                try directory.create("f", Self.old, isDurable: false)
                let path = parent.path("d/f")
                driver.arm(
                    .init(call: 1, number: EIO) { operation, _ in
                        // Never fails: removes the file when the exchange begins.
                        if operation.hasPrefix("renameat2") { _ = unsafe unlink(path) }
                        return false
                    })
                #expect(try !directory.exchange("f", with: Self.new, isDurable: false))
                driver.arm(nil)
                #expect(try listing(parent) == [])
            }
        }

        @Test("The time of the last modification is set and read")
        func timeIsSet() throws {
            let parent = try TemporaryDirectory()
            let directory = try opened(parent)
            try directory.create("f", Self.old, isDurable: false)
            #expect(try directory.setModified("f", to: 981_173_106))
            #expect(try directory.contents(of: "f", limit: 9)?.modified == 981_173_106)
            #expect(try directory.modified("f") == 981_173_106)
        }

        @Test("Symbolic links and directories in place of files are refused, and their targets stay")
        func otherThingsThanFilesAreRefused() throws {
            let parent = try TemporaryDirectory()
            let directory = try opened(parent)
            try directory.create("target", Self.old, isDurable: false)
            #expect(unsafe symlink("target", parent.path("d/link")) == 0)
            #expect(unsafe symlink("nothing", parent.path("d/dangling")) == 0)
            _ = try directory.directory("directory")
            let names = try listing(parent)
            for name in ["link", "dangling", "directory"] {
                #expect(throws: SystemError.self) { try directory.contents(of: name, limit: 9) }
                #expect(throws: SystemError.self) { try directory.create(name, Self.new, isDurable: false) }
                #expect(throws: SystemError.self) { try directory.replace(name, with: Self.new, isDurable: false) }
                #expect(throws: SystemError.self) { try directory.exchange(name, with: Self.new, isDurable: false) }
                #expect(throws: SystemError.self) { try directory.modified(name) }
                #expect(throws: SystemError.self) { _ = try directory.lock(name) }
            }
            #expect(throws: SystemError.self) { try directory.remove("directory") }
            #expect(try directory.contents(of: "target", limit: 9)?.bytes == Self.old)
            #expect(try listing(parent) == names)
            // The pipe of another program would make open(2) wait.
            #expect(unsafe mkfifo(parent.path("d/pipe"), 0o600) == 0)
            #expect(throws: SystemError.self) { try directory.contents(of: "pipe", limit: 9) }
        }

        @Test("Leftovers are not listed, and are removed after their time")
        func leftoversAreRemoved() throws {
            let parent = try TemporaryDirectory()
            let directory = try opened(parent)
            try directory.create("f", Self.old, isDurable: false)
            try directory.create(".new-1", Self.old, isDurable: false)
            #expect(try directory.names() == ["f"])
            let now = Int64(time(nil))
            try directory.removeLeftovers(before: now - 3600)
            #expect(try listing(parent) == [".new-1", "f"])
            try directory.removeLeftovers(before: now + 3600)
            #expect(try listing(parent) == ["f"])
        }

        @Test("A lock excludes another owner until it ends")
        func lockExcludes() throws {
            let parent = try TemporaryDirectory()
            let directory = try opened(parent)
            let other = try OwnedDirectory(path: parent.path("d"))
            do {
                let lock = try directory.lock("l")
                let second = try other.tryLock("l") == nil
                #expect(second)
                _ = consume lock
            }
            let third = try other.tryLock("l") != nil
            #expect(third)
        }

        @Test("A local directory is on no network file system, and has all operations")
        func localFileSystemIsSuitable() throws {
            let parent = try TemporaryDirectory()
            let directory = try opened(parent)
            #expect(try directory.networkFileSystem() == nil)
            try directory.checkOperations()
            #expect(try listing(parent) == [])
        }
    }

    @Suite("Small files when system calls fail or the process dies", .timeLimit(.minutes(5)))
    struct OwnedDirectoryFaultTests {
        /// A change of the file "f", which exists with the content "old" unless the change creates it.
        enum Change: String, CaseIterable, Sendable {
            case create, createDurably, replace, replaceDurably, replaceMissing, exchange, exchangeDurably, remove
            case setModified, read

            var beginsWithFile: Bool { self != .create && self != .createDurably && self != .replaceMissing }

            /// The contents that are allowed afterwards; `nil` is a missing file.
            var allowed: [[UInt8]?] {
                switch self {
                case .create, .createDurably, .replaceMissing: [nil, new]
                case .replace, .replaceDurably, .exchange, .exchangeDurably: [old, new]
                case .remove: [old, nil]
                case .setModified, .read: [old]
                }
            }

            func make(in directory: borrowing OwnedDirectory) throws(SystemError) {
                switch self {
                case .create, .createDurably:
                    try directory.create("f", new, isDurable: self == .createDurably)
                case .replace, .replaceDurably, .replaceMissing:
                    try directory.replace("f", with: new, isDurable: self == .replaceDurably)
                case .exchange, .exchangeDurably:
                    _ = try directory.exchange("f", with: new, isDurable: self == .exchangeDurably)
                case .remove: _ = try directory.remove("f")
                case .setModified: _ = try directory.setModified("f", to: 7)
                case .read: _ = try directory.contents(of: "f", limit: 100)
                }
            }
        }

        private static let old = Array("old".utf8)
        private static let new = Array("new content".utf8)

        /// Makes the change with a fault at each of its system calls in turn.
        private func withFaultAtEveryCall(
            _ change: Change, _ number: CInt, lasts: Bool,
            _ check: (String, borrowing TemporaryDirectory, borrowing OwnedDirectory, SystemError?) throws -> Void
        ) throws {
            let driver = SystemCallDriver()
            driver.install()
            var call = 1
            while true {
                let parent = try TemporaryDirectory()
                let directory = try opened(parent)
                if change.beginsWithFile { try directory.create("f", Self.old, isDurable: false) }
                driver.arm(.init(call: call, number: number, lasts: lasts))
                var failure: SystemError?
                do throws(SystemError) { try change.make(in: directory) } catch { failure = error }
                let hasHappened = !driver.isArmed
                let operations = driver.calls.map(\.operation)
                driver.arm(nil)
                guard hasHappened else {
                    #expect(failure == nil)
                    #expect(call > 1)
                    return
                }
                try check("\(change.rawValue), call \(call) of \(operations)", parent, directory, failure)
                call += 1
            }
        }

        @Test(
            "After a failure at any system call, the file has the old or the new content and nothing else remains",
            arguments: Change.allCases, [EIO, ENOSPC, EDQUOT, EACCES, EMFILE] as [CInt])
        func failureLeavesOldOrNew(_ change: Change, _ number: CInt) async throws {
            try await onDrivenThread { _ in
                try withFaultAtEveryCall(change, number, lasts: false) { text, parent, directory, failure in
                    #expect(failure?.number == number, "\(text)")
                    let content = try directory.contents(of: "f", limit: 100)?.bytes
                    #expect(change.allowed.contains(content), "\(text)")
                    #expect(try directory.names() == (content == nil ? [] : ["f"]), "\(text)")
                    // One call fails. The old content has a temporary name if its removal is the call that fails.
                    if !text.contains("unlinkat") {
                        #expect(try listing(parent) == (content == nil ? [] : ["f"]), "\(text)")
                    }
                }
            }
        }

        @Test(
            "After a death at any system call, the file has the old or the new content, and leftovers can be removed",
            arguments: Change.allCases)
        func deathLeavesOldOrNew(_ change: Change) async throws {
            try await onDrivenThread { _ in
                try withFaultAtEveryCall(change, EIO, lasts: true) { text, parent, directory, _ in
                    let content = try directory.contents(of: "f", limit: 100)?.bytes
                    #expect(change.allowed.contains(content), "\(text)")
                    let names = content == nil ? [] : ["f"]
                    #expect(try directory.names() == names, "\(text)")
                    try directory.removeLeftovers(before: Int64(time(nil)) + 3600)
                    #expect(try listing(parent) == names, "\(text)")
                }
            }
        }

        @Test("An interrupted system call is repeated", arguments: Change.allCases)
        func interruptedCallIsRepeated(_ change: Change) async throws {
            try await onDrivenThread { _ in
                try withFaultAtEveryCall(change, EINTR, lasts: false) { text, parent, directory, failure in
                    #expect(failure == nil, "\(text)")
                    let content = try directory.contents(of: "f", limit: 100)?.bytes
                    #expect(content == change.allowed.last, "\(text)")
                    #expect(try listing(parent) == (content == nil ? [] : ["f"]), "\(text)")
                }
            }
        }

        @Test("A check of the operations leaves nothing behind", arguments: [EINVAL, EOPNOTSUPP, ENOSPC] as [CInt])
        func checkLeavesNothing(_ number: CInt) async throws {
            try await onDrivenThread { driver in
                var call = 1
                while true {
                    let parent = try TemporaryDirectory()
                    let directory = try opened(parent)
                    driver.arm(.init(call: call, number: number))
                    var failure: SystemError?
                    do throws(SystemError) { try directory.checkOperations() } catch { failure = error }
                    let hasHappened = !driver.isArmed
                    let operation = driver.calls.last { $0.hasFailed }?.operation ?? "-"
                    driver.arm(nil)
                    guard hasHappened else { return }
                    #expect(failure?.number == number, "\(operation)")
                    if !operation.hasPrefix("unlinkat") { #expect(try listing(parent) == [], "\(operation)") }
                    call += 1
                }
            }
        }
    }
#endif
