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
    private static let environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]

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
        let process = try spawn(path, arguments, input: inputNumber, errors: standardError.number)
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

    private static func spawn(
        _ path: String, _ arguments: [String], input: CInt, errors: CInt
    ) throws(SystemError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        // The functions initialize, change and free the two local objects. dup2 in the child clears FD_CLOEXEC.
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        // posix_spawn(3) copies the strings before it returns; they are freed after it.
        let list = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        let variables = unsafe environment.map { unsafe strdup($0) } + [nil]
        defer {
            _ = unsafe list.map { unsafe free($0) }
            _ = unsafe variables.map { unsafe free($0) }
        }
        var process: pid_t = 0
        let failure = unsafe posix_spawn(&process, path, &actions, &attributes, list, variables)
        if failure != 0 { throw SystemError("posix_spawn \(path)", number: failure) }
        return process
    }
}
