internal import CFastCGI
internal import Glibc

/// Runs another program and waits for its end. No shell is involved.
package enum ChildProcess {
    /// How a program ended.
    package struct End: Sendable {
        /// The exit status; `nil` if a signal ended it.
        package let status: Int?
        /// The beginning of what it wrote to standard error.
        package let errors: [UInt8]
    }

    /// The environment of the program. Nothing of this process's own environment is passed on: under CGI, a client
    /// chooses parts of it.
    private static let environment = [Array("PATH=/usr/sbin:/usr/bin:/sbin:/bin".utf8)]

    /// Runs a program with posix_spawn(3). The calling thread waits.
    ///
    /// Its standard input and standard error are files in memory (memfd_create(2)), so neither side can wait for the
    /// other. Standard output is /dev/null. It has its own process group and default signals.
    ///
    /// - Parameters:
    ///   - path: The absolute path of the program.
    ///   - arguments: The arguments after the name. None contains a NUL.
    ///   - input: What it reads from standard input.
    ///   - timeout: After it, the program and its process group are killed.
    /// - Throws: The error of a system call; ETIMEDOUT after the timeout.
    package static func run(
        _ path: String, _ arguments: [String], input: [UInt8], timeout: Duration
    ) throws(SystemError) -> End {
        let standardInput = Descriptor(adopting: try systemCall("memfd_create") { gatehouse_memory_file() })
        try standardInput.write(input)
        let inputNumber = standardInput.number
        _ = try systemCall("lseek") { lseek(inputNumber, 0, SEEK_SET) }
        let standardError = Descriptor(adopting: try systemCall("memfd_create") { gatehouse_memory_file() })
        let process = try Spawn.start(
            path, [path] + arguments, environment: environment,
            descriptors: [(STDIN_FILENO, inputNumber), (STDERR_FILENO, standardError.number)], printsNothing: true)
        let hasEnded = wait(process, timeout)
        if !hasEnded { kill(-process, SIGKILL) }
        var status: CInt = 0
        // waitpid(2) fills the local variable.
        _ = try systemCall("waitpid") { unsafe waitpid(process, &status, 0) }
        guard hasEnded else { throw SystemError("\(path) did not end within \(timeout)", number: ETIMEDOUT) }
        let errorNumber = standardError.number
        _ = try systemCall("lseek") { lseek(errorNumber, 0, SEEK_SET) }
        return End(
            // WIFEXITED and WEXITSTATUS of sys/wait.h.
            status: status & 0x7F == 0 ? Int(status >> 8 & 0xFF) : nil,
            errors: try standardError.read(upTo: 1024))
    }

    /// Waits until a process has ended.
    ///
    /// - Returns: `false` after the timeout.
    private static func wait(_ process: pid_t, _ timeout: Duration) -> Bool {
        let number = gatehouse_process_descriptor(process)
        // Without pidfd_open(2), waitpid(2) waits without a limit.
        guard number >= 0 else { return true }
        let descriptor = Descriptor(adopting: number)
        return (try? Poll.readable(descriptor.number, timeout: timeout)) ?? true
    }
}
