internal import Glibc

/// A system call that failed: which one, on what, and errno.
package struct SystemError: Error, Equatable {
    /// The call, and what it was for, as a reader of the log wants it: `bind /run/app.sock`.
    package let operation: String
    /// The value of errno.
    package let number: CInt

    package init(_ operation: String, number: CInt) {
        self.operation = operation
        self.number = number
    }

    /// Whether a file is simply not there: ENOENT.
    package var isMissing: Bool { number == ENOENT }

    /// Whether it says nothing of what was asked for: too many open files, no memory, a disk that does not answer.
    package var isExhaustion: Bool { [EMFILE, ENFILE, ENOMEM, EIO, ESTALE, ETIMEDOUT].contains(number) }
}

extension SystemError {
    /// EEXIST.
    package var isExisting: Bool { number == EEXIST }
    /// Whether no file can be of that name: ENOENT, ENOTDIR or ENAMETOOLONG.
    var isNoSuchFile: Bool { [ENOENT, ENOTDIR, ENAMETOOLONG].contains(number) }
    /// ENOSPC or EDQUOT.
    package var isFull: Bool { number == ENOSPC || number == EDQUOT }
    /// EXDEV.
    package var isOtherFileSystem: Bool { number == EXDEV }
}

extension SystemError {
    /// What whoever starts the program can do about it, behind a semicolon; nothing where the error says enough.
    var advice: String {
        switch number {
        case EMFILE: "; raise the limit of open files of this process (ulimit -n)"
        case ENFILE: "; the system has too many open files (fs.file-max)"
        case EAGAIN: "; raise the limit of processes and threads (ulimit -u)"
        case ENOMEM: "; give it more memory, or raise its limit (ulimit -v)"
        case EPERM, EACCES, ENOSYS: "; look whether a sandbox forbids that call"
        default: ""
        }
    }
}

extension SystemError: CustomStringConvertible {
    package var description: String {
        // strerror's text is copied at once; glibc keeps it per thread.
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "errno \(number)"
        return "\(operation): \(reason)"
    }
}
