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
}

extension SystemError: CustomStringConvertible {
    package var description: String {
        // strerror's text is copied at once; glibc keeps it per thread.
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "errno \(number)"
        return "\(operation): \(reason)"
    }
}
