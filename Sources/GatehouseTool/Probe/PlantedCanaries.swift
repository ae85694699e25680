#if Tool
    internal import FastCGI
    internal import FoundationEssentials
    internal import Synchronization
    internal import SystemPackage

    /// The canaries in a directory. They are removed once, and nothing is planted after that.
    final class PlantedCanaries: CanaryFiles {
        private struct State {
            /// The absolute paths, in the order of creation.
            var paths: [String] = []
            var isRemoved = false
        }

        private let directory: String
        private let state = Mutex(State())
        private let lock: FileDescriptor

        /// Locks a directory against other probes, with flock(2) on the directory itself: no file remains.
        ///
        /// - Throws: ``ToolError`` if another probe has the lock, or if the directory cannot be read.
        init(in directory: String) throws(ToolError) {
            let opened: FileDescriptor
            do {
                opened = try FileDescriptor.open(FilePath(directory), .readOnly, options: [.directory, .closeOnExec])
            } catch {
                throw ToolError(
                    "cannot open the directory \(directory): \(error)", remedy: "check the path and its owner",
                    status: .missingInput)
            }
            guard FileLock.tryLock(descriptor: opened.rawValue) else {
                try? opened.close()
                throw ToolError(
                    "another gatehouse probe works in \(directory)", remedy: "wait until it ends", status: .busy)
            }
            // Only now: `deinit` removes every canary in the directory.
            self.directory = directory
            lock = opened
        }

        deinit {
            remove()
            try? lock.close()
        }

        /// Removes what a run that was killed left behind.
        ///
        /// - Returns: the names.
        func removeLeftovers() throws(ToolError) -> [String] {
            do {
                let names = try FileManager.default.contentsOfDirectory(atPath: directory).filter(Canary.isName)
                for name in names { try FileManager.default.removeItem(atPath: "\(directory)/\(name)") }
                return names.sorted()
            } catch {
                throw ToolError(
                    "cannot remove what an interrupted probe left in \(directory): \(error)",
                    remedy: "remove the files that begin with \(Canary.prefix), or with a dot and that",
                    status: .cannotCreate)
            }
        }

        /// Writes the canaries, readable for everyone whatever the umask is.
        func plant(_ set: CanarySet) throws(ToolError) {
            do {
                for name in set.directories {
                    try create(name) { path in
                        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
                        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
                    }
                }
                for (name, text) in set.rules {
                    try create(name) { try NamedFile.replace($0, with: Array(text.utf8), mode: 0o644) }
                }
                for canary in set.canaries {
                    try create(canary.path) {
                        try NamedFile.replace($0, with: Array(canary.content.utf8), mode: canary.mode)
                    }
                }
            } catch {
                throw ToolError(
                    "cannot plant canary files in \(directory): \(error)",
                    remedy: "run the probe as the owner of the directory", status: .cannotCreate)
            }
        }

        private func create(_ name: String, _ body: (String) throws -> Void) throws {
            let path = "\(directory)/\(name)"
            try state.withLock { state in
                guard !state.isRemoved else { throw CancellationError() }
                // First, so that a half-written file is removed too.
                state.paths.append(path)
                try body(path)
            }
        }

        func removeNow() { remove() }

        func beginning(of name: String, limit: Int) -> [UInt8]? {
            let path = FilePath("\(directory)/\(name)")
            guard let opened = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking]) else {
                return nil
            }
            let file = Descriptor(adopting: opened.rawValue)
            var bytes: [UInt8] = []
            while bytes.count < limit, let piece = try? file.read(upTo: limit - bytes.count), !piece.isEmpty {
                bytes += piece
            }
            return bytes
        }

        /// Whether a file exists now.
        func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(directory)/\(name)") }

        /// Removes everything, also what a canary program wrote. Safe at any time, and from any thread.
        ///
        /// - Returns: the names that remain, because they cannot be removed.
        @discardableResult
        func remove() -> [String] {
            state.withLock { state in
                state.isRemoved = true
                for path in state.paths.reversed() { try? FileManager.default.removeItem(atPath: path) }
                let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
                for name in names where Canary.isName(name) {
                    try? FileManager.default.removeItem(atPath: "\(directory)/\(name)")
                }
                return names.filter { Canary.isName($0) && exists($0) }
            }
        }
    }
#endif
