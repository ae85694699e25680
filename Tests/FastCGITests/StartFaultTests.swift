#if DEBUG
    import FastCGIClient
    import Glibc
    import TestSupport
    import Testing

    @testable import FastCGI

    /// System calls that fail before there is a request, or while it is found out who connects.
    @Suite("System calls that fail at the start", .timeLimit(.minutes(5)))
    struct StartFaultTests {
        private static let needed = ["eventfd", "memfd_create", "ftruncate", "mmap"]

        /// Has a server start while a call fails, asks it, and stops it.
        ///
        /// - Returns: what ``Server/run(on:_:)`` threw, and whether the call was made.
        private func serve(failing operation: String, _ number: CInt) async throws -> (error: FastCGIError?, made: Bool)
        {
            let directory = try TemporaryDirectory()
            let path = directory.path("s")
            return try await onOwnThread { driver in
                let server = try Server()
                let listener = try Listener(SocketAddress.unix(path: path))
                driver.arm(.init(call: 1, number: number) { made, _ in made == operation })
                try Thread.start {
                    // No answer where it does not serve.
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

        /// Breaks if a server is left that lacks something, or one that waits for connections for ever.
        @Test(
            "A server that gets no memory, or no descriptor, for a worker ends with cannotServe",
            arguments: needed, [EMFILE, ENOMEM, EPERM]
        )
        func worker(_ operation: String, _ number: CInt) async throws {
            let end = try await serve(failing: operation, number)
            #expect(end.made)
            #expect(end.error == FastCGIError(.cannotServe, ""))
        }

        @Test("One that a signal interrupts at the start serves", arguments: needed)
        func interrupted(_ operation: String) async throws {
            let end = try await serve(failing: operation, EINTR)
            #expect(end.made)
            #expect(end.error == nil)
        }

        @Test("A descriptor that cannot be asked is taken for no listening socket, and for none of TCP")
        func options() async throws {
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

        /// FastCGI has no authentication. Breaks if somebody gets in because the system does not say who it is.
        @Test(
            "Who connects while the system does not say who it is, is closed without an answer",
            arguments: FaultTests.numbers)
        func credentials(_ number: CInt) async throws {
            let driver = SystemCallDriver()
            let directory = try TemporaryDirectory()
            let (logger, lines) = CollectedLog.logger()
            let setting = Setting(address: try .unix(path: directory.path("s")), logger: logger)
            let recorder = Recorder()
            try await serving(
                answering { request, response in
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
                    #expect(try peer.answer().status == .ok)
                } else {
                    #expect(try peer.endsWithoutAnswer())
                }
                #expect(!driver.isArmed, "nobody asked")
                try Peer.askWell(address, .get("last"))
            }
            let unnamed = number == EINTR ? ["unnamed"] : []
            #expect(recorder.requests.map { $0["NAME"] } == ["first"] + unnamed + ["last"])
            let line = "notice closing a connection: a peer that the system does not name may not connect"
            #expect(lines.value.count == (number == EINTR ? 0 : 1))
            #expect(lines.value.allSatisfy { $0.hasPrefix(line) })
        }
    }
#endif
