internal import CFastCGI
internal import Glibc
internal import Synchronization

/// Standard input, output and error, which this process uses and does not own.
package enum StandardDescriptors {
    /// Opens /dev/null in the place of each standard descriptor that is closed.
    ///
    /// A FastCGI program may be started with descriptor 0 alone (FastCGI specification, section 2.2); `cgi-fcgi -start`
    /// does so. The next connection would then become descriptor 1 or 2, and whatever the program logs or prints would
    /// go to the web server as records.
    static func fillGaps() throws(SystemError) {
        for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) == -1 {
            // open(2) takes the lowest free number, which is this one. The path is a constant.
            _ = try systemCall("open /dev/null") { unsafe open("/dev/null", O_RDWR) }
        }
    }

    /// Where a response by CGI leaves: standard output, until ``keepOutputForResponses()``.
    private static let output = Atomic<CInt>(STDOUT_FILENO)

    /// Moves standard output, which under CGI is the response, to a descriptor that nobody else knows, closed on exec: what
    /// the program or a program that it starts prints is no part of a response.
    static func keepOutputForResponses() throws(SystemError) {
        let number = try systemCall("fcntl F_DUPFD_CLOEXEC") { fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3) }
        output.store(number, ordering: .releasing)
    }

    /// Has everything that is printed go to standard error, where the log is, line by line. What has been printed and has
    /// not left goes there, too.
    static func printToError() throws(SystemError) {
        _ = try systemCall("dup2") { dup2(STDERR_FILENO, STDOUT_FILENO) }
        gatehouse_print_by_lines()
    }

    /// read(2) from standard input: at most `limit` bytes; none at its end.
    static func readInput(upTo limit: Int) throws(SystemError) -> [UInt8] {
        try Descriptor.borrowing(STDIN_FILENO) { (descriptor) throws(SystemError) in try descriptor.read(upTo: limit) }
    }

    /// write(2) to standard output, all of it; where a response by CGI leaves.
    package static func writeOutput(_ bytes: [UInt8]) throws(SystemError) {
        try Descriptor.borrowing(output.load(ordering: .acquiring)) { (descriptor) throws(SystemError) in
            try descriptor.write(bytes)
        }
    }

    /// Ends the output for the web server that reads it: dup2(2) of /dev/null, so that nothing else gets the number.
    static func endOutput() throws(SystemError) {
        // The path is a constant.
        let null = Descriptor(
            adopting: try systemCall("open /dev/null") { unsafe open("/dev/null", O_WRONLY | O_CLOEXEC) })
        _ = try systemCall("dup2") { dup2(null.number, output.load(ordering: .acquiring)) }
    }

    /// A part of a file to standard output, by sendfile(2); by write(2) where that refuses the output, as it does one that
    /// was opened to append to.
    static func writeOutput(_ file: borrowing OpenFile, _ part: Range<Int>) throws(SystemError) {
        try Descriptor.borrowing(output.load(ordering: .acquiring)) { (descriptor) throws(SystemError) in
            do throws(SystemError) {
                try descriptor.send(file, from: part.lowerBound, length: part.count)
            } catch {
                // Refused at the first call, before anything has moved.
                guard error.number == EINVAL else { throw error }
                try copy(file, part, to: descriptor)
            }
        }
    }

    private static func copy(
        _ file: borrowing OpenFile,
        _ part: Range<Int>,
        to descriptor: borrowing Descriptor
    ) throws(SystemError) {
        var offset = part.lowerBound
        while offset < part.upperBound {
            let bytes = try file.bytes(from: offset, upTo: min(part.upperBound - offset, 64 * 1024))
            guard !bytes.isEmpty else { throw SystemError("pread: the file has become shorter", number: EIO) }
            try descriptor.write(bytes)
            offset += bytes.count
        }
    }

    /// write(2) to standard error. Where that fails there is nobody left to tell.
    package static func writeError(_ text: String) {
        try? Descriptor.borrowing(STDERR_FILENO) { (descriptor) throws(SystemError) in try descriptor.write(text.utf8) }
    }

    /// One write(2) of a line to standard error, so that the lines of two threads or processes do not mix.
    static func writeErrorLine(_ line: some Sequence<UInt8>) {
        let bytes = Array(line) + "\n".utf8
        try? Descriptor.borrowing(STDERR_FILENO) { (descriptor) throws(SystemError) in try descriptor.write(bytes) }
    }
}
