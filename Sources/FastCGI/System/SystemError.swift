internal import Glibc

/// A failed system call: its name, its object and errno.
package struct SystemError: Error, Equatable {
    /// The call and its object, as they appear in the log: `bind /run/app.sock`.
    package let operation: String
    /// The value of errno.
    package let number: CInt

    package init(_ operation: String, number: CInt) {
        self.operation = operation
        self.number = number
    }

    /// Whether the file does not exist: ENOENT.
    package var isMissing: Bool { number == ENOENT }

    /// Whether the name belongs to something that the program did not write: EINVAL, EFBIG, EISDIR or ELOOP.
    package var isUnsuitableFile: Bool { [EINVAL, EFBIG, EISDIR, ELOOP].contains(number) }

    /// Whether the error concerns the system and not the file: too many open files, no memory, a failing disk.
    package var isExhaustion: Bool { [EMFILE, ENFILE, ENOMEM, EIO, ESTALE, ETIMEDOUT].contains(number) }
}

extension SystemError {
    /// EEXIST.
    package var isExisting: Bool { number == EEXIST }
    /// Whether no file can have that name: ENOENT, ENOTDIR or ENAMETOOLONG.
    var isNoSuchFile: Bool { [ENOENT, ENOTDIR, ENAMETOOLONG].contains(number) }
    /// ENOSPC or EDQUOT.
    package var isFull: Bool { number == ENOSPC || number == EDQUOT }
    /// EXDEV.
    package var isOtherFileSystem: Bool { number == EXDEV }
}

extension SystemError {
    /// What the operator can do about the error, after a semicolon; empty if the error is clear by itself.
    var advice: String {
        switch number {
        case EMFILE: "; raise the limit of open files of this process (ulimit -n)"
        case ENFILE: "; the system has too many open files; raise fs.file-max"
        case EAGAIN: "; raise the limit of processes and threads (ulimit -u)"
        case ENOMEM: "; give the process more memory, or raise its limit (ulimit -v)"
        case EPERM, EACCES, ENOSYS: "; check whether a sandbox forbids that call"
        default: ""
        }
    }
}

extension SystemError: CustomStringConvertible {
    package var description: String {
        // strerror's text is copied immediately; glibc keeps it per thread.
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "errno \(number)"
        return "\(operation): \(reason)"
    }
}
