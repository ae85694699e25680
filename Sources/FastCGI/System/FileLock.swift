internal import CFastCGI
internal import Glibc

/// A lock of a file (flock(2)) that all processes of a machine respect. It ends with its owner, and with the process.
package struct FileLock: ~Copyable {
    private let descriptor: Descriptor

    /// Locks a file, which is created with mode 0600 if it is missing, and remains.
    ///
    /// - Parameter waits: Whether to wait until another owner releases the lock.
    /// - Throws: EAGAIN if another owner has the lock and `waits` is false.
    fileprivate init(_ name: String, in directory: CInt, waits: Bool) throws(SystemError) {
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        // The name is copied by openat(2).
        let opened = try systemCall("openat \(name)") { unsafe openat(directory, name, flags, 0o600) }
        let file = Descriptor(adopting: opened)
        _ = try systemCall("flock \(name)") { flock(opened, waits ? LOCK_EX : LOCK_EX | LOCK_NB) }
        descriptor = file
    }

    /// A number in the locked file, which its owners share; 0 if the file has none.
    package var number: UInt64 {
        get throws(SystemError) {
            var number: UInt64 = 0
            // pread(2) writes at most the eight bytes of the local variable.
            let count = try systemCall("pread") {
                unsafe withUnsafeMutableBytes(of: &number) {
                    unsafe pread(descriptor.number, $0.baseAddress, $0.count, 0)
                }
            }
            return count == 8 ? number : 0
        }
    }

    /// Replaces the number in the locked file.
    package func setNumber(_ number: UInt64) throws(SystemError) {
        let count = try systemCall("pwrite") {
            // pwrite(2) reads the eight bytes of the argument.
            unsafe withUnsafeBytes(of: number) { unsafe pwrite(descriptor.number, $0.baseAddress, $0.count, 0) }
        }
        guard count == 8 else { throw SystemError("pwrite", number: ENOSPC) }
    }

    deinit {
        // A child that another thread has started has a copy of the descriptor until it executes its program, and the copy
        // alone would keep the lock.
        _ = flock(descriptor.number, LOCK_UN)
    }

    /// Locks an open file or directory of another owner, without waiting. The lock ends when its owner closes the
    /// descriptor.
    ///
    /// - Returns: Whether nobody else has the lock.
    package static func tryLock(descriptor: CInt) -> Bool {
        (try? systemCall("flock") { flock(descriptor, LOCK_EX | LOCK_NB) }) != nil
    }
}

extension OwnedDirectory {
    /// Locks a file and waits until another owner releases it.
    package func lock(_ name: String) throws(SystemError) -> FileLock {
        try FileLock(name, in: number, waits: true)
    }

    /// Locks a file; `nil` if another owner has the lock.
    package func tryLock(_ name: String) throws(SystemError) -> FileLock? {
        do throws(SystemError) {
            return try FileLock(name, in: number, waits: false)
        } catch  where error.number == EAGAIN {
            return nil
        }
    }
}
