internal import CFastCGI
internal import Glibc
internal import Synchronization

/// Standard input, output and error, which this process uses but does not own.
package enum StandardDescriptors {
    /// Opens /dev/null in place of each closed standard descriptor.
    ///
    /// A FastCGI program can be started with descriptor 0 only (FastCGI specification, section 2.2);
    /// `cgi-fcgi -start` does so. Otherwise the next connection would become descriptor 1 or 2, and the web server would
    /// receive log lines as records.
    static func fillGaps() throws(SystemError) {
        for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) == -1 {
            // open(2) uses the lowest free number, which is this one. The path is a constant.
            _ = try systemCall("open /dev/null") { unsafe open("/dev/null", O_RDWR) }
        }
    }

    /// The output of a CGI response: standard output, until ``keepOutputForResponses()``.
    private static let output = Atomic<CInt>(STDOUT_FILENO)

    /// Moves standard output, which is the response under CGI, to a private descriptor that is closed on exec. What
    /// the program or its child processes print is then not part of a response. A second call does nothing.
    static func keepOutputForResponses() throws(SystemError) {
        guard output.load(ordering: .acquiring) == STDOUT_FILENO else { return }
        let number = try systemCall("fcntl F_DUPFD_CLOEXEC") { fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3) }
        output.store(number, ordering: .releasing)
    }

    /// Redirects all printed output to standard error, line by line. This includes output that is still buffered.
    static func printToError() throws(SystemError) {
        _ = try systemCall("dup2") { dup2(STDERR_FILENO, STDOUT_FILENO) }
        gatehouse_print_by_lines()
    }

    /// Reads at most `limit` bytes from standard input with read(2); an empty array at its end.
    static func readInput(upTo limit: Int) throws(SystemError) -> [UInt8] {
        try Descriptor.borrowing(STDIN_FILENO) { (descriptor) throws(SystemError) in try descriptor.read(upTo: limit) }
    }

    /// Writes all bytes of a CGI response to standard output with write(2).
    package static func writeOutput(_ bytes: [UInt8]) throws(SystemError) {
        try writeOutput(bytes, TransferCount())
    }

    /// The same, and counts the bytes.
    static func writeOutput(_ bytes: [UInt8], _ transferred: TransferCount) throws(SystemError) {
        try Descriptor.borrowing(output.load(ordering: .acquiring)) { (descriptor) throws(SystemError) in
            var position = 0
            while position < bytes.count {
                let piece = bytes[position...].prefix(TransferCount.piece)
                try descriptor.write(piece)
                transferred.add(piece.count)
                position += piece.count
            }
        }
    }

    /// Ends the output for the web server. dup2(2) of /dev/null keeps the descriptor number in use.
    static func endOutput() throws(SystemError) {
        // The path is a constant.
        let null = Descriptor(
            adopting: try systemCall("open /dev/null") { unsafe open("/dev/null", O_WRONLY | O_CLOEXEC) })
        _ = try systemCall("dup2") { dup2(null.number, output.load(ordering: .acquiring)) }
    }

    /// Writes a part of a file to standard output with sendfile(2). It uses write(2) if sendfile(2) refuses the
    /// output, for example because it was opened with O_APPEND.
    static func writeOutput(
        _ file: borrowing OpenFile, _ part: Range<Int>, _ transferred: TransferCount
    ) throws(SystemError) {
        try Descriptor.borrowing(output.load(ordering: .acquiring)) { (descriptor) throws(SystemError) in
            var position = part.lowerBound
            while position < part.upperBound {
                let length = min(part.upperBound - position, TransferCount.piece)
                do throws(SystemError) {
                    try descriptor.send(file, from: position, length: length)
                } catch {
                    // Refused at the first call, before any byte was sent.
                    guard error.number == EINVAL, position == part.lowerBound else { throw error }
                    return try copy(file, part, to: descriptor, transferred)
                }
                transferred.add(length)
                position += length
            }
        }
    }

    private static func copy(
        _ file: borrowing OpenFile,
        _ part: Range<Int>,
        to descriptor: borrowing Descriptor,
        _ transferred: TransferCount
    ) throws(SystemError) {
        var offset = part.lowerBound
        while offset < part.upperBound {
            let bytes = try file.bytes(from: offset, upTo: min(part.upperBound - offset, TransferCount.piece))
            guard !bytes.isEmpty else { throw SystemError("pread: the file has become shorter", number: EIO) }
            try descriptor.write(bytes)
            transferred.add(bytes.count)
            offset += bytes.count
        }
    }

    /// Writes to standard error with write(2). Failures are ignored, because they cannot be reported.
    package static func writeError(_ text: String) {
        try? Descriptor.borrowing(STDERR_FILENO) { (descriptor) throws(SystemError) in try descriptor.write(text.utf8) }
    }

    /// Writes a line to standard error with one write(2), so that lines of several threads or processes do not mix.
    static func writeErrorLine(_ line: some Sequence<UInt8>) {
        let bytes = Array(line) + "\n".utf8
        try? Descriptor.borrowing(STDERR_FILENO) { (descriptor) throws(SystemError) in try descriptor.write(bytes) }
    }
}
