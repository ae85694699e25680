#if Security
    internal import FastCGI
    internal import HTTPTypes
    internal import Synchronization

    /// The places for concurrent hashes, which all processes of the machine share. Each is a locked file.
    ///
    /// The kernel releases the lock of a process that dies.
    struct PasswordSlots: Sendable {
        /// A place. It is free again at ``release()``, and at the latest when this object is gone.
        final class Slot: Sendable {
            private let lock: Mutex<FileLock?>

            fileprivate init(_ lock: consuming FileLock) {
                self.lock = Mutex(lock)
            }

            func release() {
                lock.withLock { $0 = nil }
            }
        }

        private final class Files: Sendable {
            let directory: OwnedDirectory

            init(_ directory: consuming OwnedDirectory) {
                self.directory = directory
            }
        }

        private let files: Files
        private let count: Int

        /// Opens the files.
        init(in directory: PrivateDirectory, count: Int) throws(PrivateDirectoryError) {
            files = Files(try directory.directory("passwords"))
            self.count = count
            do throws(SystemError) {
                // A directory in which no file can be created is an error at start.
                _ = try slot()
            } catch {
                throw PrivateDirectoryError(
                    "the directory \"passwords\" of \(directory.path) cannot be used: \(error)", isFull: error.isFull)
            }
        }

        /// Waits for a free place, without occupying a thread.
        ///
        /// - Throws: An `HTTPError` with status 503 after the given time, ``StoreError`` if the locks cannot be used, or
        ///   `CancellationError`.
        func take(within time: Duration) async throws -> Slot {
            let end = ContinuousClock.now + time
            while true {
                do throws(SystemError) {
                    if let slot = try slot() { return slot }
                } catch {
                    throw StoreError("the locks of the password hasher cannot be used: \(error)")
                }
                guard ContinuousClock.now < end else {
                    throw Self.unavailable("Too many people are signing in at the moment.")
                }
                try await Task.sleep(for: .milliseconds(Int.random(in: 5...15)))
            }
        }

        /// A free place; `nil` if all are taken.
        private func slot() throws(SystemError) -> Slot? {
            let first = Int.random(in: 0..<count)
            for number in 0..<count {
                if let lock = try files.directory.tryLock("slot-\((first + number) % count)") { return Slot(lock) }
            }
            return nil
        }

        static func unavailable(_ reason: String) -> HTTPError {
            HTTPError(
                .serviceUnavailable, "\(reason) Try again in a few seconds.", headers: [.retryAfter: "5"])
        }
    }
#endif
