internal import Glibc

/// Standard input, output and error, which this process uses and does not own.
package enum StandardDescriptors {
    /// read(2) from standard input: at most `limit` bytes; none at its end.
    static func readInput(upTo limit: Int) throws(SystemError) -> [UInt8] {
        try borrowing(STDIN_FILENO) { (descriptor) throws(SystemError) in try descriptor.read(upTo: limit) }
    }

    /// write(2) to standard output, all of it.
    package static func writeOutput(_ bytes: [UInt8]) throws(SystemError) {
        try borrowing(STDOUT_FILENO) { (descriptor) throws(SystemError) in try descriptor.write(bytes) }
    }

    /// write(2) to standard error. Where that fails there is nobody left to tell.
    package static func writeError(_ text: String) {
        try? borrowing(STDERR_FILENO) { (descriptor) throws(SystemError) in try descriptor.write(text.utf8) }
    }

    private static func borrowing<Result>(
        _ number: CInt,
        _ body: (borrowing Descriptor) throws(SystemError) -> Result
    ) throws(SystemError) -> Result {
        let descriptor = Descriptor(adopting: number)
        do throws(SystemError) {
            let result = try body(descriptor)
            _ = descriptor.relinquish()
            return result
        } catch {
            _ = descriptor.relinquish()
            throw error
        }
    }
}
