#if DEBUG
    import FastCGIClient
    import Glibc
    import HTTPTypes
    import TestSupport
    import Testing

    @testable import FastCGI

    /// Makes the system calls of the watchdog's thread fail: cutting a request off must always work.
    @Suite("Failing system calls of the watchdog", .timeLimit(.minutes(5)))
    struct WatchdogFaultTests {
        /// One errno of each kind: the watchdog treats them alike, except EINTR, which is not a failure.
        private static let numbers = [EINTR, ENOMEM, ECONNRESET]

        /// A log that installs a driver on the watchdog's thread with the first line of that thread. No other thread logs
        /// these lines.
        private static func installing(_ driver: SystemCallDriver) -> CollectedLog {
            CollectedLog { message in
                if ["cutting it off", "disconnect", "has aborted"].contains(where: { message.contains($0) }) {
                    driver.install()
                }
            }
        }

        /// A request that the watchdog has to end.
        enum Trouble: String, Sendable, CaseIterable {
            /// The handler reacts to its cancellation.
            case sleeps
            /// The handler waits for a body that does not arrive.
            case reads
            /// The handler never ends, and its thread is abandoned.
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

        /// Causes trouble and waits until it is over.
        ///
        /// - Returns: the status of the response, if it is complete.
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
                return try peer.response().status.code
            } catch let error as SystemError where [ECONNRESET, EPIPE].contains(error.number) {
                return nil
            } catch is Failure {
                // The connection ended first.
                return nil
            }
        }

        /// Repeats until a request gets a 200: on a busy machine one can exceed the short timeout of these tests.
        private static func askWell(_ address: SocketAddress) throws {
            let end = ContinuousClock.now + .hang
            while ContinuousClock.now < end {
                if let response = try? Peer.ask(address), response.status == .ok { return }
            }
            throw Failure("no request gets a response any more")
        }

        /// Breaks if a request that exceeds its timeout keeps its connection or its worker because a call failed.
        @Test("The connection ends, and the next request is served", arguments: Trouble.allCases)
        func failedCallDoesNotStopCutOff(_ trouble: Trouble) async throws {
            let driver = SystemCallDriver()
            let block = Block()
            let gate = Gate()
            let setting = Setting(logger: Self.installing(driver).logger) {
                // A peer that disconnects or aborts must be noticed before its timeout.
                $0.requestTimeout = trouble == .leaves || trouble == .aborts ? .hang : .milliseconds(40)
                $0.drainTimeout = .milliseconds(20)
                $0.patience = .milliseconds(40)
                $0.maximumStuckTasks = 1000
            }
            try await serving(Self.handler(block, gate), setting) { address, _ in
                defer { block.release() }
                _ = try Self.make(trouble, at: address, gate)
                try Self.askWell(address)
                driver.arm(nil)
                _ = try Self.make(trouble, at: address, gate)
                try Self.askWell(address)
                // Not the calls that create a new worker: another test makes those fail.
                let calls = driver.calls.map(\.operation).filter {
                    !["memfd_create", "ftruncate", "mmap", "epoll_create1", "epoll_ctl"].contains($0)
                }
                #expect(Set(calls).isSuperset(of: Self.operations(trouble)), "\(calls)")
                for operation in Set(calls) {
                    // The number of waits depends on the time.
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

        /// The calls that the watchdog makes for each kind of trouble, besides waiting.
        private static func operations(_ trouble: Trouble) -> Set<String> {
            switch trouble {
            case .sleeps: ["poll", "fcntl", "write", "shutdown"]
            case .reads: ["poll", "shutdown"]
            case .hangs: ["poll", "fcntl", "write", "shutdown", "read"]
            case .leaves: ["poll"]
            case .aborts: ["poll", "recv"]
            }
        }

        /// Breaks if a server continues without a worker.
        @Test(
            "A server that cannot replace a worker ends with cannotServe",
            arguments: ["memfd_create", "ftruncate", "mmap", "epoll_create1", "epoll_ctl"]
        )
        func failedReplacementEndsServer(_ operation: String) async throws {
            let driver = SystemCallDriver()
            let block = Block()
            let gate = Gate()
            let setting = Setting(logger: Self.installing(driver).logger) {
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
