#if Tool
    extension SFTPFiles {
        /// Creates a file that must not exist.
        ///
        /// - Parameters:
        ///   - time: the time of modification; `nil` for now.
        ///   - sent: gets the number of bytes that have arrived.
        /// - Throws: ``SFTPFailure`` if it exists, or cannot be written.
        func create(
            _ path: String, _ content: [UInt8], mode: UInt32, time: UInt32? = nil,
            sent: (Int) -> Void = { _ in }
        ) async throws {
            // SSH_FXF_WRITE, SSH_FXF_CREAT, SSH_FXF_EXCL
            let handle = try await open(path, .open, flags: 0x2 | 0x8 | 0x20)
            let piece = 32 * 1024
            try await withThrowingTaskGroup(of: Int.self) { group in
                var (offset, arrived, underWay) = (0, 0, 0)
                while offset < content.count || underWay > 0 {
                    if offset < content.count, underWay < 32 {
                        let range = offset..<min(offset + piece, content.count)
                        group.addTask {
                            _ = try await session.request(.write) {
                                $0.append(handle)
                                $0.append(UInt64(range.lowerBound))
                                $0.append(content[range])
                            }
                            return range.count
                        }
                        offset = range.upperBound
                        underWay += 1
                    } else if let count = try await group.next() {
                        underWay -= 1
                        arrived += count
                        sent(arrived)
                    }
                }
            }
            if await session.extensions["fsync@openssh.com"] != nil {
                _ = try await session.request(.extended) {
                    $0.append("fsync@openssh.com")
                    $0.append(handle)
                }
            }
            // The mode of `open` is within the umask of the server.
            _ = try await session.request(.setHandleAttributes) {
                $0.append(handle)
                $0.append(mode: mode, time: time)
            }
            try await close(handle)
        }

        /// Creates a small file that must not exist, and keeps it open.
        ///
        /// - Throws: ``SFTPFailure`` if it exists, or cannot be written.
        func createOpen(_ path: String, _ content: [UInt8]) async throws -> OpenSFTPFile {
            // SSH_FXF_WRITE, SSH_FXF_CREAT, SSH_FXF_EXCL
            let file = OpenSFTPFile(
                session: session, handle: try await open(path, .open, flags: 0x2 | 0x8 | 0x20))
            try await file.overwrite(content)
            return file
        }

        /// Replaces a file as a whole.
        ///
        /// - Parameter directory: a directory on the same file system for the new file, until it is complete.
        func replace(
            _ path: String, with content: [UInt8], mode: UInt32, by directory: String, time: UInt32? = nil,
            sent: (Int) -> Void = { _ in }
        ) async throws {
            let new = directory + "/" + Self.newName()
            try await call("write", new, remedy: "check the free space there, and the owner of the directory") {
                try await create(new, content, mode: mode, time: time, sent: sent)
            }
            guard try await attributes(new)?.size == UInt64(content.count) else {
                throw ToolError(
                    "\(new) did not arrive completely", remedy: "check the free space there", status: .cannotCreate)
            }
            try await move(new, to: path)
        }

        /// A name that says that the file is not complete.
        static func newName() -> String { "file.new-" + String(UInt64.random(in: .min ... .max), radix: 36) }

        /// Moves a file to a place where another one may be. A reader sees the old one or the new one.
        func move(_ path: String, to place: String) async throws {
            guard await session.extensions["posix-rename@openssh.com"] != nil else {
                throw ToolError(
                    "the SFTP server of this host cannot replace a file in one step (posix-rename@openssh.com)",
                    remedy: "ask the host for a shell, or follow the steps by hand in docs/deploying.md",
                    status: .unavailable)
            }
            try await call(
                "move \(path) to", place, remedy: "both must be on one file system, in directories of yours"
            ) {
                _ = try await session.request(.extended) {
                    $0.append("posix-rename@openssh.com")
                    $0.append(served(path))
                    $0.append(served(place))
                }
            }
        }

        /// Moves a file to a place where nothing is.
        func moveAside(_ path: String, to place: String) async throws {
            try await call("move \(path) to", place) {
                _ = try await session.request(.rename) {
                    $0.append(served(path))
                    $0.append(served(place))
                }
            }
        }

        /// Gives a file a second name. Nothing is transferred.
        func link(_ path: String, as name: String) async throws {
            try await call("link \(path) as", name, remedy: "both must be on one file system") {
                _ = try await session.request(.extended) {
                    $0.append("hardlink@openssh.com")
                    $0.append(served(path))
                    $0.append(served(name))
                }
            }
        }

        /// Creates a directory, and those above it that are missing.
        func createDirectories(_ path: String, mode: UInt32) async throws {
            if path == root || path == "/" { return }
            if try await isDirectory(path) { return }
            try await createDirectories(path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }, mode: mode)
            try await createDirectory(path, mode: mode)
        }

        /// Creates a directory that must not exist.
        func createDirectory(_ path: String, mode: UInt32) async throws {
            try await call("create", path) {
                _ = try await session.request(.makeDirectory) {
                    $0.append(served(path))
                    $0.append(mode: mode)
                }
                _ = try await session.request(.setAttributes) {
                    $0.append(served(path))
                    $0.append(mode: mode)
                }
            }
        }

        /// Removes a file. A missing one is no error.
        func remove(_ path: String) async throws {
            do {
                _ = try await session.request(.remove) { $0.append(served(path)) }
            } catch let failure as SFTPFailure {
                if failure.isMissing { return }
                throw ToolError("cannot remove \(path) over SFTP: \(failure)", status: .cannotCreate)
            }
        }

        /// Removes a file, or a directory with all that is in it. A link is not followed.
        func removeTree(_ path: String) async throws {
            guard try await attributes(path)?.isDirectory == true else { return try await remove(path) }
            for entry in try await entries(path) ?? [] { try await removeTree("\(path)/\(entry.name)") }
            try await call("remove", path) {
                _ = try await session.request(.removeDirectory) { $0.append(served(path)) }
            }
        }
    }
#endif
