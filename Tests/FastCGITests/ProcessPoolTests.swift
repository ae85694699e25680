#if DEBUG
    import Glibc
    import GatewayInterface
    import TestSupport
    import Testing

    @testable import FastCGI

    /// The processes of a supervisor, while system calls fail. A small program takes the part of the application.
    @Suite("Failing system calls of a supervisor", .timeLimit(.minutes(5)))
    struct ProcessPoolTests {
        private func pool(_ program: String, _ arguments: [String], _ listener: CInt) throws -> ProcessPool {
            let file = try systemCall("open") { unsafe open(program, O_RDONLY | O_CLOEXEC) }
            return ProcessPool(
                .init(
                    arguments: [program] + arguments, environment: [], request: .values,
                    startTimeout: .milliseconds(300), endTimeout: .milliseconds(300)),
                wanted: 1, program: Descriptor(adopting: file), listener: listener, CollectedLog().logger)
        }

        /// Lets the pool work until a condition holds.
        private func advance(_ pool: ProcessPool, until condition: () -> Bool) {
            let end = ContinuousClock.now + .hang
            while !condition(), ContinuousClock.now < end {
                pool.advance()
                usleep(2000)
            }
            #expect(condition())
        }

        @Test(
            "A first process that cannot be started is a failure that names the call",
            arguments: ["socketpair", "posix_spawn"])
        func failedFirstStartIsReported(_ operation: String) async throws {
            try await onOwnThread { driver in
                let listener = try Listener(SocketAddress("127.0.0.1:0"))
                let pool = try pool("/bin/true", [], listener.number)
                driver.arm(.init(call: 1, number: ENOMEM) { made, _ in made.hasPrefix(operation) })
                pool.advance()
                #expect(pool.failure?.message.contains(operation) == true)
                #expect(pool.isEmpty)
            }
        }

        @Test("A process whose end is not known at once is not forgotten")
        func failedWaitIsRepeated() async throws {
            try await onOwnThread { driver in
                let listener = try Listener(SocketAddress("127.0.0.1:0"))
                let pool = try pool("/bin/true", [], listener.number)
                pool.advance()
                #expect(!pool.isEmpty)
                driver.arm(.init(call: 1, number: ECHILD) { made, _ in made == "waitpid" })
                advance(pool) { pool.isEmpty }
                #expect(pool.failure?.message.contains("ended with status 0") == true)
            }
        }

        @Test("A process that neither answers nor ends is killed")
        func silentProcessIsKilled() async throws {
            let listener = try Listener(SocketAddress("127.0.0.1:0"))
            let pool = try pool("/bin/sleep", ["3600"], listener.number)
            advance(pool) { pool.failure != nil }
            #expect(pool.failure?.message.contains("did not answer its health request within") == true)
            #expect(pool.isEmpty)
        }

        @Test("A process that ignores SIGTERM is killed after its time")
        func stubbornProcessIsKilled() async throws {
            let listener = try Listener(SocketAddress("127.0.0.1:0"))
            let pool = try pool("/bin/sh", ["-c", "trap '' TERM; while :; do sleep 1; done"], listener.number)
            pool.advance()
            #expect(!pool.isEmpty)
            pool.stop()
            advance(pool) { pool.isEmpty }
        }
    }
#endif
