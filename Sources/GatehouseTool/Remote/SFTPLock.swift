#if Tool
    internal import FastCGI
    internal import FoundationEssentials

    /// The right to change an installation over SFTP: a file with the name of its holder and a count.
    ///
    /// SFTP has no lock that ends with a connection, so the holder changes the count every few seconds. Another deployment
    /// that finds the file waits for a change. If the count stays the same for a while, the holder has ended, and the other
    /// deployment renames the file. The clocks of the machines do not matter.
    struct SFTPLock: Sendable {
        /// How the lock is held and taken over.
        struct Timing: Sendable {
            /// The time between two changes.
            var beat = Duration.seconds(4)
            /// The time without a change after which the holder has ended.
            var patience = Duration.seconds(20)
        }

        private let files: SFTPFiles
        private let path: String
        private let timing: Timing
        private let holder: String

        private init(_ files: SFTPFiles, _ path: String, _ timing: Timing) {
            self.files = files
            self.path = path
            self.timing = timing
            let user = ProcessEnvironment.value("USER") ?? "somebody"
            let name = String(user.unicodeScalars.prefix(64).map { $0.value < 0x20 ? "?" : Character($0) })
            let token = String(UInt64.random(in: .min ... .max), radix: 36)
            holder = "\(name), since \(Date().formatted(.iso8601)) (\(token))"
        }

        /// The path of the file in a private directory.
        static func path(in directory: String) -> String { directory + "/deploy.sftp-lock" }

        /// Runs a closure with the lock.
        ///
        /// - Parameters:
        ///   - directory: the private directory.
        ///   - body: must call ``check()`` before each change.
        /// - Throws: ``ToolError`` with the holder, if another deployment has the lock.
        static func with<Value: Sendable>(
            _ files: SFTPFiles, in directory: String, timing: Timing = Timing(), _ console: Console,
            _ body: (SFTPLock) async throws -> Value
        ) async throws -> Value {
            let lock = SFTPLock(files, path(in: directory), timing)
            let file = try await lock.take(console)
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await lock.beat(file) }
                let result: Result<Value, any Error>
                do { result = .success(try await body(lock)) } catch { result = .failure(error) }
                group.cancelAll()
                try? await group.waitForAll()
                // Without a connection, the file stays, and the next deployment takes it over.
                if (try? await lock.check()) != nil { try? await files.remove(lock.path) }
                return try result.get()
            }
        }

        /// Whether this is still the holder.
        ///
        /// - Throws: ``ToolError`` if another deployment has taken the lock over, such as after a long sleep of this machine.
        func check() async throws {
            guard try await files.text(path)?.hasPrefix(holder) == true else {
                throw ToolError(
                    "another deployment has taken over, because this one did nothing for a while",
                    remedy: "run it again", status: .busy)
            }
        }

        // MARK: - Taking

        private func take(_ console: Console) async throws -> OpenSFTPFile {
            for _ in 0..<3 {
                if let file = try await create() { return file }
                guard let found = try await files.text(path) else { continue }
                let other = Self.holder(in: found)
                console.note("another deployment may be running: \(other). Waiting for a sign of it.")
                if try await changes(found) {
                    throw ToolError(
                        "another deployment is running: \(other)", remedy: "wait for its end", status: .busy)
                }
                try await moveAway(found)
                console.note("it has ended without its end, and its lock is removed", .yellow)
            }
            throw ToolError("other deployments are running", remedy: "try again", status: .busy)
        }

        /// `nil` if the file exists.
        private func create() async throws -> OpenSFTPFile? {
            do {
                return try await files.createOpen(path, content(0))
            } catch let failure as SFTPFailure {
                // SFTP has no code of its own for a file that exists.
                if try await files.attributes(path) != nil { return nil }
                throw ToolError(
                    "cannot create \(path) over SFTP: \(failure)",
                    remedy: "the directory must belong to you and have mode 0700", status: .cannotCreate)
            }
        }

        private func content(_ count: Int) -> [UInt8] { Array("\(holder) \(count)\n".utf8) }

        /// The holder that a file names, without control characters.
        private static func holder(in content: String) -> String {
            let name = content.prefix(200).prefix { $0 != ")" && !$0.isNewline }
            let text = String(name.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) })
            return text.isEmpty ? "unknown holder" : text + ")"
        }

        /// Whether somebody changes or removes the file.
        private func changes(_ content: String) async throws -> Bool {
            let end = ContinuousClock.now + timing.patience
            while ContinuousClock.now < end {
                try await Task.sleep(for: min(timing.beat / 4, .seconds(1)))
                guard let now = try await files.text(path) else { return false }
                if now != content { return true }
            }
            return false
        }

        /// Moves the file away, unless its holder has changed it meanwhile.
        private func moveAway(_ content: String) async throws {
            guard try await files.attributes(path) != nil else { return }
            let aside = path + SFTPFiles.newName()
            try await files.moveAside(path, to: aside)
            if try await files.text(aside) == content {
                try await files.remove(aside)
            } else {
                try await files.moveAside(aside, to: path)
            }
        }

        // MARK: - Holding

        /// Changes the open file. Another file with its name, of a deployment that has taken over, stays as it is.
        private func beat(_ file: OpenSFTPFile) async throws {
            for number in 1... {
                try await Task.sleep(for: timing.beat)
                try await file.overwrite(content(number))
            }
        }
    }
#endif
