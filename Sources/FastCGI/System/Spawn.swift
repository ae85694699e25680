internal import Glibc

/// Starts other programs with posix_spawn(3). A fork(2) of a process with threads could stop at a lock of Swift's runtime.
enum Spawn {
    /// Starts a program in a process group of its own, with default signals.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - arguments: The name of the program and its arguments. None contains a NUL.
    ///   - environment: The variables, `NAME=value`. None contains a NUL.
    ///   - descriptors: The program's descriptors, and the descriptors of this process that they are copies of, in an order in
    ///     which no copy overwrites a later source.
    ///   - printsNothing: Whether its standard output is /dev/null.
    /// - Returns: The id of the process.
    static func start(
        _ path: String,
        _ arguments: [String],
        environment: [[UInt8]],
        descriptors: [(target: CInt, source: CInt)],
        printsNothing: Bool = false
    ) throws(SystemError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        // The functions initialize, change and free the two local objects.
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // dup2(2) in the new process clears FD_CLOEXEC.
        for (target, source) in descriptors {
            unsafe posix_spawn_file_actions_adddup2(&actions, source, target)
        }
        if printsNothing {
            unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        }
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        // posix_spawn(3) copies the strings before it returns; they are freed after it.
        let list = unsafe arguments.map { unsafe strdup($0) } + [nil]
        let variables =
            unsafe environment.map { bytes in
                unsafe (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer {
                    unsafe $0.baseAddress.flatMap { unsafe strdup($0) }
                }
            } + [nil]
        defer {
            _ = unsafe list.map { unsafe free($0) }
            _ = unsafe variables.map { unsafe free($0) }
        }
        var process: pid_t = 0
        _ = try systemCall("posix_spawn \(path)") {
            // The call returns the error instead of setting errno.
            let failure = unsafe posix_spawn(&process, path, &actions, &attributes, list, variables)
            errno = failure
            return failure == 0 ? 0 : -1
        }
        return process
    }
}
