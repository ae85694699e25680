#if DEBUG
    import FastCGIClient
    import GatewayInterface
    import Glibc
    import HTTPTypes
    import Logging
    import TestSupport
    import Testing

    @testable import FastCGI

    /// Makes every system call of a worker fail, one at a time, except those of libfcgi: BrokenPeerTests breaks
    /// libfcgi's connections instead. StartFaultTests covers the calls before a worker exists, WatchdogFaultTests those
    /// of the watchdog, and CGIFaultTests those of a CGI process.
    @Suite("Failing system calls", .timeLimit(.minutes(5)))
    struct FaultTests {
        static let numbers = [EINTR, EMFILE, ENFILE, ENOMEM, EPIPE, ECONNRESET, EAGAIN, EBADF]

        /// A conversation between a peer and the server, which may break off at any point. `responses` is the number of
        /// responses if no call fails.
        struct Conversation: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let responses: Int
            let run: @Sendable (_ peer: inout Peer, _ responded: inout Int) throws -> Void

            init(
                _ name: String,
                responses: Int = 1,
                _ run: @escaping @Sendable (_ peer: inout Peer, _ responded: inout Int) throws -> Void
            ) {
                testDescription = name
                self.responses = responses
                self.run = run
            }
        }

        private static let fileLength = 20 * 65_528

        /// An existing file that is longer than that.
        private static let executable: String = {
            guard let path = unsafe realpath("/proc/self/exe", nil) else { return "" }
            defer { unsafe free(path) }
            // realpath(3) returns a C string.
            return unsafe String(cString: path)
        }()

        private static let duplicates = ClientRequest([(name: "A", value: "1"), (name: "A", value: "2")])

        static let conversations = [
            Conversation("a request") { peer, responded in
                _ = try peer.ask(.get())
                responded += 1
            },
            // More heads than the file in memory holds, so that the file starts from its beginning again.
            Conversation("five requests over one connection", responses: 5) { peer, responded in
                for index in 1...5 {
                    _ = try peer.ask(.get(), keepsConnection: index < 5)
                    responded += 1
                }
            },
            Conversation("a request in pieces") { peer, responded in
                let bytes = ClientRequest.get().bytes()
                for piece in [bytes.prefix(3), bytes[3..<30], bytes[30...]] {
                    try peer.send(piece)
                    peer.untilSeen()
                }
                _ = try peer.response()
                responded += 1
            },
            Conversation("an unread body that is still arriving") { peer, responded in
                let records = ClientRequest.post(Array(repeating: 0x61, count: 100_000)).records()
                try peer.send(records.dropLast(2).flatMap(\.bytes))
                _ = try peer.response()
                responded += 1
                try peer.send(records.suffix(2).flatMap(\.bytes))
            },
            Conversation("a body that arrives later and is read") { peer, responded in
                var request = ClientRequest.get("reading", [(name: "CONTENT_LENGTH", value: "3")])
                request.body = [1, 2, 3]
                let records = request.records()
                for piece in [records.dropLast(2), records.suffix(2).prefix(1), records.suffix(1)] {
                    try peer.send(piece.flatMap(\.bytes))
                    peer.untilSeen()
                }
                _ = try peer.response()
                responded += 1
            },
            Conversation("the end of a body after the response") { peer, responded in
                let records = ClientRequest.get().records()
                try peer.send(records.dropLast().flatMap(\.bytes))
                _ = try peer.response()
                responded += 1
                try peer.send(records.suffix(1).flatMap(\.bytes))
            },
            Conversation("FCGI_GET_VALUES and a request", responses: 2) { peer, responded in
                try peer.send(Record(.getValues, requestID: 0).bytes)
                if try peer.receive() != nil { responded += 1 }
                _ = try peer.ask(.get())
                responded += 1
            },
            Conversation("a refused request and another", responses: 2) { peer, responded in
                for request in [duplicates, .get()] {
                    _ = try peer.ask(request, keepsConnection: true)
                    responded += 1
                }
            },
            Conversation("two requests with almost the allowed number of parameter bytes", responses: 2) {
                peer, responded in
                let long = (name: "LONG", value: String(repeating: "a", count: 130_000))
                for isLast in [false, true] {
                    _ = try peer.ask(.get("x", [long]), keepsConnection: !isLast)
                    responded += 1
                }
            },
            Conversation("FCGI_GET_VALUES inside a body", responses: 1) { peer, responded in
                let records = ClientRequest.get("reading", [(name: "CONTENT_LENGTH", value: "3")]).with(body: [1, 2, 3])
                    .records()
                try peer.send(records.dropLast(2).flatMap(\.bytes))
                peer.untilSeen()
                try peer.send(Record(.getValues, requestID: 0).bytes + records.suffix(2).flatMap(\.bytes))
                _ = try peer.response()
                responded += 1
            },
            Conversation("a large response") { peer, responded in
                _ = try peer.ask(.get("large"))
                responded += 1
            },
            Conversation("a response of one long record") { peer, responded in
                _ = try peer.ask(.get("long"))
                responded += 1
            },
            // Long enough for a larger socket buffer.
            Conversation("a file") { peer, responded in
                if try peer.ask(.get("file")).body.count == Self.fileLength { responded += 1 }
            },
        ]

        /// Runs one conversation and waits for its end.
        ///
        /// - Returns: the number of responses.
        /// - Throws: if the server neither responds nor closes the connection.
        private static func hold(_ conversation: Conversation, with address: SocketAddress) throws -> Int {
            var responded = 0
            var peer = try Peer(address)
            do {
                try conversation.run(&peer, &responded)
                try peer.finishSending()
                while try peer.receive() != nil {}
            } catch let error as SystemError where [ECONNRESET, EPIPE, ENOTCONN].contains(error.number) {
                // For the peer the connection is closed.
            } catch let error as Failure {
                // The connection ended without a response, or inside one.
                _ = error
            }
            return responded
        }

        /// Installs a driver on the worker that runs the handler.
        private static func handler(_ driver: SystemCallDriver) -> Server.Handler {
            { request, response in
                driver.install()
                if request.parameters["NAME"] == "file" {
                    let file = try ResponseFile(path: executable, length: fileLength)
                    return try response.finish(.plain(200), file: file)
                }
                if request.parameters["NAME"] == "reading" { _ = try await request.body.collect(upTo: 10) }
                let size = ["large": 200_000, "long": 40_000][request.parameters["NAME"] ?? ""] ?? 10
                try response.finish(.plain(200), body: Array(repeating: 0x61, count: size))
            }
        }

        /// Whether a call belongs to a connection: not accept4(2), and not the epoll_wait(2) that waits for connections.
        private static let isForConnection: @Sendable (String, SystemCallDriver.Call?) -> Bool = {
            operation, previous in
            operation != "accept4" && !(previous?.operation == "accept4" && previous?.hasFailed == true)
        }

        @Test("A failed call closes at most its connection, and the next request is served", arguments: conversations)
        func failedCallAffectsOneConnection(_ conversation: Conversation) async throws {
            let driver = SystemCallDriver()
            let directory = try TemporaryDirectory()
            let setting = Setting(address: try .unix(path: directory.path("s")))
            try await serving(Self.handler(driver), setting) { address, _ in
                try Peer.askWell(address)
                driver.arm(nil)
                #expect(try Self.hold(conversation, with: address) == conversation.responses)
                let count = driver.calls.count
                // accept4(2) and recv(2), and poll(2) if the request has not arrived with its connection.
                #expect(count >= 2)
                for number in Self.numbers {
                    // A few more: the number of checks of a slow request depends on the time.
                    for call in 1...count + 2 {
                        driver.arm(.init(call: call, number: number, counts: Self.isForConnection))
                        let responded = try Self.hold(conversation, with: address)
                        let text: Comment = "errno \(number) at call \(call) of \(driver.calls.map(\.operation))"
                        if number == EINTR { #expect(responded == conversation.responses, text) }
                        driver.arm(nil)
                        try #require(try Peer.ask(address).status == .ok, text)
                    }
                }
            }
        }

        @Test("The conversations reach every system call of a worker")
        func conversationsReachEveryCall() async throws {
            let driver = SystemCallDriver()
            let directory = try TemporaryDirectory()
            // By TCP and by a Unix socket, whose peer the kernel identifies.
            var operations: Set<String> = []
            for address in [try SocketAddress("127.0.0.1:0"), try .unix(path: directory.path("s"))] {
                let made = try await serving(Self.handler(driver), Setting(address: address)) { address, _ in
                    try Peer.askWell(address)
                    driver.arm(nil)
                    for conversation in Self.conversations { _ = try Self.hold(conversation, with: address) }
                    return Set(driver.calls.map(\.operation))
                }
                operations.formUnion(made)
            }
            #expect(
                operations
                    == [
                        "accept4", "poll", "recv", "write", "writev", "shutdown", "setsockopt", "lseek", "open",
                        "fstat", "send", "sendmsg", "sendfile", "getsockopt", "getsockopt SO_PEERCRED", "epoll_wait",
                    ],
                "a call that is new here needs a conversation that reaches it"
            )
        }

        @Test(
            "accept4 is retried after a temporary failure, or a failure of its connection",
            arguments: [
                EINTR, EAGAIN, EMFILE, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED, ECONNRESET, EPROTO, ENETDOWN, ENETUNREACH,
                EHOSTDOWN, EHOSTUNREACH, ENOPROTOOPT, ENONET, ETIMEDOUT, EPERM, EACCES,
            ])
        func acceptIsRetried(_ number: CInt) async throws {
            let driver = SystemCallDriver()
            try await serving(Self.handler(driver)) { address, _ in
                try Peer.askWell(address)
                for call in 1...3 {
                    driver.arm(.init(call: call, number: number) { operation, _ in operation == "accept4" })
                    while driver.isArmed { try Peer.askWell(address) }
                }
                driver.arm(nil)
                try Peer.askWell(address)
            }
        }

        @Test("If descriptors run out, an idle connection is closed")
        func idleConnectionYieldsDescriptor() async throws {
            let driver = SystemCallDriver()
            try await serving(Self.handler(driver)) { address, _ in
                var idle = try Peer(address)
                #expect(try idle.ask(.get(), keepsConnection: true).status == .ok)
                // There is one worker: it no longer waits for the idle connection.
                try Peer.askWell(address)
                driver.arm(.init(call: 1, number: EMFILE) { operation, _ in operation == "accept4" })
                try Peer.askWell(address)
                #expect(!driver.isArmed)
                #expect(try idle.endsWithoutResponse())
            }
        }

        @Test(
            "A permanent failure of accept4 ends run() with cannotServe",
            arguments: [EBADF, EINVAL, ENOTSOCK, EPIPE])
        func permanentAcceptFailureEndsRun(_ number: CInt) async throws {
            try await expectEnd(.init(call: 1, number: number) { operation, _ in operation == "accept4" })
        }

        @Test("A failed wait for connections only causes a pause", arguments: numbers)
        func waitFailureOnlyPauses(_ number: CInt) async throws {
            let driver = SystemCallDriver()
            try await serving(Self.handler(driver)) { address, _ in
                try Peer.askWell(address)
                driver.arm(
                    .init(call: 1, number: number) { operation, previous in
                        operation == "epoll_wait" && previous?.operation == "accept4" && previous?.hasFailed == true
                    })
                while driver.isArmed { try Peer.askWell(address) }
                driver.arm(nil)
                try Peer.askWell(address)
            }
        }

        private func expectEnd(_ fault: SystemCallDriver.Fault) async throws {
            let driver = SystemCallDriver()
            await #expect(throws: FastCGIError(.cannotServe, "")) {
                _ = try await serving(Self.handler(driver)) { address, _ in
                    try Peer.askWell(address)
                    driver.arm(fault)
                    while driver.isArmed { _ = try? Peer.ask(address) }
                }
            }
        }

        @Test(
            "A listener that fails throws cannotListen and leaves nothing behind",
            arguments: numbers)
        func failedListenerCleansUp(_ number: CInt) async throws {
            let directory = try TemporaryDirectory()
            for address in [try SocketAddress.unix(path: directory.path("s")), try SocketAddress("127.0.0.1:0")] {
                try await onOwnThread { driver in
                    driver.arm(nil)
                    _ = try Listener(address)
                    let count = driver.calls.count
                    #expect(count > 5)
                    for call in 1...count {
                        driver.arm(.init(call: call, number: number))
                        let text: Comment = "errno \(number) at call \(call)"
                        if number == EINTR {
                            #expect(throws: Never.self, text) { _ = try Listener(address) }
                        } else {
                            #expect(throws: FastCGIError(.cannotListen, ""), text) { _ = try Listener(address) }
                        }
                        driver.arm(nil)
                        #expect(throws: Never.self, text) { _ = try Listener(address) }
                    }
                }
            }
        }

        /// bind(2) creates the file. Breaks if its mode follows the umask until it is changed.
        @Test("A Unix socket is never open to others, even between bind and chmod")
        func socketIsNeverWidelyOpen() async throws {
            let directory = try TemporaryDirectory()
            let path = directory.path("s")
            try await onOwnThread { driver in
                driver.arm(.init(call: 1, number: ENOMEM) { operation, _ in operation.hasPrefix("chmod") })
                #expect(throws: FastCGIError(.cannotListen, "")) { _ = try Listener(.unix(path: path)) }
                var information = stat()
                // lstat(2) fills the local variable.
                try #require(unsafe lstat(path, &information) == 0)
                #expect(information.st_mode & 0o177 == 0)
            }
        }

        @Test("A server without a descriptor throws cannotServe", arguments: [EMFILE, ENFILE, ENOMEM])
        func failedServerInitThrows(_ number: CInt) async throws {
            try await onOwnThread { driver in
                driver.arm(.init(call: 1, number: number) { operation, _ in operation == "eventfd" })
                #expect(throws: FastCGIError(.cannotServe, "")) { _ = try Server() }
            }
        }
    }
#endif
