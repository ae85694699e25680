#if DEBUG
    import FastCGIClient
    import Glibc
    import TestSupport
    import Testing

    @testable import FastCGI

    /// System calls that fail before the first request, or while a peer is identified.
    @Suite("Failing system calls at startup", .timeLimit(.minutes(5)))
    struct StartFaultTests {
        private static let needed = ["eventfd", "memfd_create", "ftruncate", "mmap"]

        /// Starts a server while a call fails, sends it a request, and stops it.
        ///
        /// - Returns: the error of ``Server/run(on:_:)``, and whether the call was made.
        private func serve(failing operation: String, _ number: CInt) async throws -> (error: FastCGIError?, made: Bool)
        {
            let directory = try TemporaryDirectory()
            let path = directory.path("s")
            return try await onOwnThread { driver in
                let server = try Server()
                let listener = try Listener(SocketAddress.unix(path: path))
                driver.arm(.init(call: 1, number: number) { made, _ in made == operation })
                try Thread.start {
                    // No response if the server does not run.
                    _ = try? Peer.ask(.unix(path: path))
                    server.stop()
                }
                do throws(FastCGIError) {
                    try await server.run(on: listener) { _, response in try response.finish(.plain(200)) }
                } catch {
                    return (error, !driver.isArmed)
                }
                return (nil, !driver.isArmed)
            }
        }

        /// Breaks if an incomplete server remains, or waits for connections forever.
        @Test(
            "A server without memory or a descriptor for a worker ends with cannotServe",
            arguments: needed, [EMFILE, ENOMEM, EPERM]
        )
        func failedWorkerStartEndsServer(_ operation: String, _ number: CInt) async throws {
            let end = try await serve(failing: operation, number)
            #expect(end.made)
            #expect(end.error == FastCGIError(.cannotServe, ""))
        }

        @Test("A start that a signal interrupts is retried", arguments: needed)
        func interruptedStartIsRetried(_ operation: String) async throws {
            let end = try await serve(failing: operation, EINTR)
            #expect(end.made)
            #expect(end.error == nil)
        }

        @Test("A descriptor whose options cannot be read is neither a listening socket nor a TCP socket")
        func failedSocketOptionsAreNegative() async throws {
            try await onOwnThread { driver in
                let listener = try Listener(SocketAddress("127.0.0.1:0"))
                let whole = (Listener.isListening(listener.number), listener.isTCP)
                #expect(whole == (true, true))
                driver.arm(.init(call: 1, number: EBADF) { made, _ in made == "getsockopt SO_ACCEPTCONN" })
                #expect(!Listener.isListening(listener.number))
                driver.arm(.init(call: 1, number: EBADF) { made, _ in made == "getsockopt SO_DOMAIN" })
                let isTCP = listener.isTCP
                #expect(!isTCP)
                driver.arm(.init(call: 1, number: EINTR))
                #expect(Listener.isListening(listener.number))
            }
        }

        /// FastCGI has no authentication. Breaks if a peer is allowed because the system does not identify it.
        @Test(
            "A peer that the system fails to identify is disconnected",
            arguments: FaultTests.numbers)
        func unidentifiedPeerIsRefused(_ number: CInt) async throws {
            let driver = SystemCallDriver()
            let directory = try TemporaryDirectory()
            let log = CollectedLog()
            let setting = Setting(address: try .unix(path: directory.path("s")), logger: log.logger)
            let recorder = Recorder()
            try await serving(
                responding { request, response in
                    driver.install()
                    try await recorder.handler(request, response)
                },
                setting
            ) { address, _ in
                try Peer.askWell(address, .get("first"))
                driver.arm(.init(call: 1, number: number) { made, _ in made == "getsockopt SO_PEERCRED" })
                var peer = try Peer(address)
                try? peer.send(ClientRequest.get("unnamed").bytes())
                if number == EINTR {
                    #expect(try peer.response().status == .ok)
                } else {
                    #expect(try peer.endsWithoutResponse())
                }
                #expect(!driver.isArmed, "the identity was not requested")
                try Peer.askWell(address, .get("last"))
            }
            let unnamed = number == EINTR ? ["unnamed"] : []
            #expect(recorder.requests.map { $0["NAME"] } == ["first"] + unnamed + ["last"])
            let line = "notice: closing a connection: a peer with unknown credentials may not connect"
            #expect(log.lines.count == (number == EINTR ? 0 : 1))
            #expect(log.lines.allSatisfy { $0.hasPrefix(line) })
        }
    }
#endif
