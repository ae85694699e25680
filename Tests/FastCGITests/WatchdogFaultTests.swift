#if DEBUG
    import FastCGIClient
    import Glibc
    import HTTPTypes
    import Logging
    import TestSupport
    import Testing

    @testable import FastCGI

    /// Makes the system calls of the watchdog's thread fail: what cuts a request off must not need luck.
    @Suite("System calls of the watchdog that fail", .timeLimit(.minutes(5)))
    struct WatchdogFaultTests {
        /// Of each kind of errno one: the watchdog makes no difference between them, but that EINTR is no failure.
        private static let numbers = [EINTR, ENOMEM, ECONNRESET]

        /// Has the watchdog's thread pass through a driver from its first line on: nobody else writes these.
        private struct Installing: LogHandler {
            let driver: SystemCallDriver
            var metadata: Logger.Metadata = [:]
            var logLevel = Logger.Level.trace

            init(_ driver: SystemCallDriver) {
                self.driver = driver
            }

            subscript(metadataKey key: String) -> Logger.Metadata.Value? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }

            func log(event: LogEvent) {
                let line = "\(event.message)"
                if ["cutting it off", "has gone", "has aborted"].contains(where: line.contains) { driver.install() }
            }
        }

        /// A request that the watchdog has something to do with.
        enum Trouble: String, Sendable, CaseIterable {
            /// The handler heeds its cancellation.
            case sleeps
            /// It waits for a body that does not come.
            case reads
            /// It ends at no time, and loses its thread.
            case hangs
            /// The peer closes its connection.
            case leaves
            /// The peer aborts its request.
            case aborts
        }

        private static func handler(_ block: Block, _ gate: Gate) -> Server.Handler {
            { request, response in
                switch request.parameters["NAME"] {
                case "hangs": block.hang()
                case "reads": _ = try await request.body.collect(upTo: 10)
                case "sleeps": try await Task.sleep(for: .seconds(3600))
                case "leaves", "aborts":
                    gate.arrive()
                    try await Task.sleep(for: .seconds(3600))
                default: try response.finish(.plain(200))
                }
            }
        }

        /// Makes trouble, and waits for its end.
        ///
        /// - Returns: the status of the answer, if there is a whole one.
        private static func make(_ trouble: Trouble, at address: SocketAddress, _ gate: Gate) throws -> Int? {
            var peer = try Peer(address)
            let length = trouble == .reads ? [(name: "CONTENT_LENGTH", value: "3")] : []
            let records = ClientRequest.get(trouble.rawValue, length).records()
            try peer.send(records.dropLast().flatMap(\.bytes))
            if trouble == .leaves || trouble == .aborts { try gate.waitForArrivals() }
            if trouble == .leaves {
                try peer.reset()
                return nil
            }
            if trouble == .aborts { try peer.send(Record(.abortRequest).bytes) }
            do {
                return try peer.answer().status.code
            } catch let error as SystemError where [ECONNRESET, EPIPE].contains(error.number) {
                return nil
            } catch is Failure {
                // The end of the connection came first.
                return nil
            }
        }

        /// Asks until a request is answered well: on a busy machine one takes longer than the short time that these have.
        private static func askWell(_ address: SocketAddress) throws {
            let end = ContinuousClock.now + .hang
            while ContinuousClock.now < end {
                if let answer = try? Peer.ask(address), answer.status == .ok { return }
            }
            throw Failure("no request is answered any more")
        }

        /// Breaks if a request that takes too long keeps its connection or its worker because a call failed on its end.
        @Test("The connection ends, and the next request is answered", arguments: Trouble.allCases)
        func goesOn(_ trouble: Trouble) async throws {
            let driver = SystemCallDriver()
            let block = Block()
            let gate = Gate()
            let setting = Setting(logger: Logger(label: "test") { _ in Installing(driver) }) {
                // A peer that leaves or aborts is to be seen before its time is over.
                $0.requestTimeout = trouble == .leaves || trouble == .aborts ? .hang : .milliseconds(40)
                $0.drainTimeout = .milliseconds(20)
                $0.patience = .milliseconds(40)
            }
            try await serving(Self.handler(block, gate), setting) { address, _ in
                defer { block.release() }
                _ = try Self.make(trouble, at: address, gate)
                try Self.askWell(address)
                driver.arm(nil)
                _ = try Self.make(trouble, at: address, gate)
                try Self.askWell(address)
                // What a new worker needs is not in the way of an end: another test takes it away.
                let calls = driver.calls.map(\.operation).filter {
                    !["memfd_create", "ftruncate", "mmap"].contains($0)
                }
                #expect(Set(calls).isSuperset(of: Self.operations(trouble)), "\(calls)")
                for operation in Set(calls) {
                    // How often it waits depends on the time.
                    for call in 1...min(calls.filter { $0 == operation }.count, 4) {
                        for number in Self.numbers {
                            driver.arm(.init(call: call, number: number) { made, _ in made == operation })
                            let status = try Self.make(trouble, at: address, gate)
                            let text: Comment = "errno \(number) at \(operation) \(call)"
                            if number == EINTR, trouble == .sleeps { #expect(status == 503, text) }
                            #expect(status != 200, text)
                            try Self.askWell(address)
                        }
                    }
                }
            }
        }

        /// What each kind of trouble has the watchdog do, besides waiting.
        private static func operations(_ trouble: Trouble) -> Set<String> {
            switch trouble {
            case .sleeps: ["poll", "fcntl", "write", "shutdown"]
            case .reads: ["poll", "shutdown"]
            case .hangs: ["poll", "fcntl", "write", "shutdown", "read"]
            case .leaves: ["poll"]
            case .aborts: ["poll", "recv"]
            }
        }

        /// Breaks if a server is left without anybody to answer.
        @Test(
            "A server that cannot replace a worker ends with cannotServe",
            arguments: ["memfd_create", "ftruncate", "mmap"]
        )
        func noReplacement(_ operation: String) async throws {
            let driver = SystemCallDriver()
            let block = Block()
            let gate = Gate()
            let setting = Setting(logger: Logger(label: "test") { _ in Installing(driver) }) {
                $0.requestTimeout = .milliseconds(40)
                $0.patience = .milliseconds(40)
            }
            await #expect(throws: FastCGIError(.cannotServe, "")) {
                try await serving(Self.handler(block, gate), setting) { address, _ in
                    defer { block.release() }
                    driver.arm(.init(call: 1, number: ENOMEM) { made, _ in made == operation })
                    let status = try Self.make(.hangs, at: address, gate)
                    #expect(status == 503)
                    // It ends by itself.
                    let end = ContinuousClock.now + .hang
                    while driver.isArmed, ContinuousClock.now < end { usleep(1000) }
                    #expect(!driver.isArmed)
                }
            }
        }
    }
#endif
