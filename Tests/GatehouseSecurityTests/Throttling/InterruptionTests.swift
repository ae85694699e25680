#if Security
    import FastCGI
    import Gatehouse
    import Synchronization
    import Testing

    @testable import GatehouseSecurity

    /// One process is interrupted by another one at each place where both could change the same slot.
    @Suite(.timeLimit(.minutes(5)))
    struct InterruptionTests {
        enum Operation: CaseIterable, Sendable { case take, giveBack }

        /// The change of a counter, and what it should make of the number of counted requests.
        private static func make(_ operation: Operation, _ counter: LimitCounter) -> Int {
            switch operation {
            case .take: (try? counter.take("key")) == .some(nil) ? 1 : 0
            case .giveBack: (try? counter.giveBack("key")) == nil ? 0 : -1
            }
        }

        /// The number of counted requests: each change counts, whatever comes between its reading and its writing.
        @Test(arguments: Operation.allCases, Operation.allCases)
        func noChangeIsLost(_ outer: Operation, _ inner: Operation) throws {
            for counted in [0, 1, 3] { try Self.interruptEverywhere(outer, by: inner, counted) }
        }

        private static func interruptEverywhere(_ outer: Operation, by inner: Operation, _ counted: Int) throws {
            let limit = 8
            var read = 1
            while true {
                let table = try TestTable()
                let clock = InterruptingClock()
                let counter = try Throttle(in: table.directory, places: 64, boot: "boot", clock: clock.read)
                    .counter(limit, per: 86_400)
                // Another process has its own mapping of the file, and a clock that is not interrupted.
                let other = try Throttle(in: table.directory, places: 64, boot: "boot") { 1 << 30 }
                    .counter(limit, per: 86_400)
                #expect(try other.allowed("key", of: counted) == counted)
                let change = Atomic(0)
                clock.interrupt(at: read) { change.add(make(inner, other), ordering: .relaxed) }
                let own = make(outer, counter)
                if clock.isWaiting { break }
                let both = change.load(ordering: .relaxed) + own
                // A request is given back only if it was counted before.
                let expected = counted == 0 && outer != inner ? [0, 1] : [max(counted + both, 0)]
                let left = try other.allowed("key", of: limit + 1)
                #expect(expected.contains(limit - left), "read \(read): \(left) of \(limit) are left")
                #expect(try table.buckets().count == 1)
                read += 1
            }
            #expect(read > 1 || outer == .giveBack && counted == 0)
        }

        /// Every request of one process is interrupted by requests of another one, from the first to the last.
        @Test(arguments: [1, 2, 7, 100], 1...3)
        func limitIsExact(limit: Int, interruptions: Int) throws {
            let table = try TestTable()
            let clock = InterruptingClock()
            let counter = try Throttle(in: table.directory, places: 64, boot: "boot", clock: clock.read)
                .counter(limit, per: 86_400)
            let other = try Throttle(in: table.directory, places: 64, boot: "boot") { 1 << 30 }
                .counter(limit, per: 86_400)
            let allowed = Atomic(0)
            for _ in 0..<(limit + 2) {
                clock.interrupt(at: 1) {
                    for _ in 0..<interruptions { allowed.add(Self.make(.take, other), ordering: .relaxed) }
                }
                allowed.add(Self.make(.take, counter), ordering: .relaxed)
            }
            #expect(allowed.load(ordering: .relaxed) == limit)
        }

        /// The clock was set back, and both processes correct the counter.
        @Test
        func correctionLosesNoRequest() throws {
            let table = try TestTable()
            table.clock.advance(seconds: 400 * 86_400)
            #expect(try table.throttle().counter(5, per: 60).allowed("key", of: 5) == 5)
            let clock = InterruptingClock()
            let counter = try Throttle(in: table.directory, places: 65_536, boot: "boot", clock: clock.read)
                .counter(5, per: 60)
            table.clock.now = 1 << 30
            let other = try table.throttle().counter(5, per: 60)
            clock.interrupt(at: 1) {
                // The other process corrects the counter, and takes a request back.
                _ = try? other.take("key")
                _ = try? other.giveBack("key")
            }
            #expect(try counter.take("key") == nil)
            #expect(try other.take("key") != nil)
        }
    }
#endif
