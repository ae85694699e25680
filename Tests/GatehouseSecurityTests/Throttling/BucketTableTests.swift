#if Security
    import Dispatch
    import FastCGI
    import Foundation
    import Gatehouse
    import Synchronization
    import Testing

    @testable import GatehouseSecurity

    /// The counters of the throttle, with a clock that the tests set.
    @Suite(.timeLimit(.minutes(5)))
    struct BucketTableTests {
        // MARK: Counting

        @Test
        func limitAllowsItsCountAndThenRefills() throws {
            let table = try TestTable()
            let counter = try table.throttle().counter(5, per: 10)
            #expect(try counter.allowed("a", of: 20) == 5)
            #expect(try counter.take("a") == 2)
            #expect(try counter.wait("a") == 2)
            #expect(try counter.take("b") == nil)
            table.clock.advance(seconds: 1)
            #expect(try counter.take("a") == 1)
            table.clock.advance(seconds: 1)
            #expect(try counter.wait("a") == nil)
            #expect(try counter.allowed("a", of: 20) == 1)
            table.clock.advance(seconds: 4)
            #expect(try counter.allowed("a", of: 20) == 2)
            table.clock.advance(seconds: 10_000)
            #expect(try counter.allowed("a", of: 20) == 5)
        }

        @Test(arguments: [
            (1, 1), (1000, 1), (3, 1), (7, 1), (20, 60), (300, 60), (1, 2_678_400), (100, 86_400), (9999, 2_678_400),
        ])
        func countIsExactForEveryRate(count: Int, seconds: Int) throws {
            let table = try TestTable()
            let counter = try table.throttle().counter(count, per: seconds)
            #expect(try counter.allowed("a", of: count + 10) == count)
            let wait = try #require(try counter.take("a"))
            #expect((1...seconds).contains(wait))
            // In a further period, not more than the count again.
            var allowed = 0
            for _ in 0..<100 {
                table.clock.now += UInt64(seconds) * Rate.second / 100
                allowed += try counter.allowed("a", of: count)
            }
            #expect((count * 9 / 10...count).contains(allowed))
        }

        @Test(
            arguments: [
                (0, .seconds(1)), (-1, .seconds(60)), (1001, .seconds(1)), (60_001, .seconds(60)), (.max, .seconds(60)),
                (1, .zero), (1, .seconds(-60)), (1, .milliseconds(999)), (1, .seconds(2_678_401)),
                (1, .seconds(Int64.max)), (1, .seconds(1e19)), (1, .seconds(-1e19)),
            ] as [(Int, Duration)])
        func invalidRateIsRefused(count: Int, period: Duration) throws {
            #expect(Rate(count, per: period) == nil)
            let table = try TestTable()
            let throttle = try table.throttle()
            var gate = Gate()
            gate.get("/a", allow: .everyone.limited(by: throttle.limit(count, per: period, by: .client))) { _ in "" }
            gate.get("/b", allow: .everyone.limited(by: throttle.limit(count, per: period)) { _ in "" }) { _ in "" }
            let failures = throttle.failures(count, per: period)
            gate.get("/c", allow: .bearer(realm: "x", token: "a", failures: failures)) { _ in "" }
            let error = #expect(throws: GateError.self) { try gate.routes() }
            #expect(error?.problems.count == 3)
        }

        @Test
        func givenBackRequestIsNotCounted() throws {
            let table = try TestTable()
            let counter = try table.throttle().counter(2, per: 60)
            try counter.giveBack("a")
            #expect(try counter.allowed("a", of: 5) == 2)
            try counter.giveBack("a")
            #expect(try counter.allowed("a", of: 5) == 1)
            for _ in 0..<5 { try counter.giveBack("a") }
            #expect(try counter.allowed("a", of: 5) == 2)
        }

        // MARK: The clock

        @Test(arguments: [1, 60, 3600, 86_400, 31 * 86_400, 300 * 86_400] as [Int64])
        func clockThatIsSetBackOpensNothingAndLocksNobodyOut(seconds: Int64) throws {
            for (count, period) in [(5, 60), (1, 60), (100, 86_400)] {
                let table = try TestTable()
                table.clock.advance(seconds: 400 * 86_400)
                let counter = try table.throttle().counter(count, per: period)
                #expect(try counter.allowed("full", of: count) == count)
                #expect(try counter.take("one") == nil)
                table.clock.advance(seconds: -seconds)
                let wait = try #require(try counter.take("full"))
                #expect(wait <= period + 1)
                // Not all at once, and not later than promised.
                table.clock.advance(seconds: Int64(wait))
                #expect(try counter.allowed("full", of: count + 1) == 1)
                // A counter that was not full counts as full, for at most the delay that it promises then.
                if let wait = try counter.take("one") {
                    #expect(wait <= period + 1)
                    table.clock.advance(seconds: Int64(wait))
                    #expect(try counter.take("one") == nil)
                }
            }
        }

        @Test
        func clockThatIsSetForwardRefillsOnce() throws {
            let table = try TestTable()
            let counter = try table.throttle().counter(5, per: 60)
            #expect(try counter.allowed("a", of: 10) == 5)
            table.clock.advance(seconds: 300 * 86_400)
            #expect(try counter.allowed("a", of: 100) == 5)
            table.clock.advance(seconds: -300 * 86_400)
            #expect(try counter.allowed("a", of: 100) == 0)
        }

        /// The time in a slot has 41 bits.
        @Test
        func timeWrapsAround() throws {
            let table = try TestTable()
            let counter = try table.throttle().counter(5, per: 10)
            table.clock.now = 3 << 41 - 2 * Rate.second
            #expect(try counter.allowed("a", of: 10) == 5)
            for _ in 0..<10 {
                table.clock.advance(seconds: 2)
                #expect(try counter.allowed("a", of: 10) == 1)
            }
        }

        // MARK: The file

        @Test
        func tablesOfOneFileShareCounters() throws {
            let table = try TestTable()
            let first = try table.throttle().counter(3, per: 60)
            let second = try table.throttle().counter(3, per: 60)
            #expect(try first.allowed("a", of: 2) == 2)
            #expect(try second.allowed("a", of: 2) == 1)
            #expect(try first.take("a") != nil)
            let size = try table.file().count
            for index in 0..<5000 { _ = try first.take("key \(index)") }
            #expect(try table.file().count == size)
        }

        @Test
        func restartOfTheMachineBeginsANewFile() throws {
            let table = try TestTable()
            let before = try table.throttle(boot: "one").counter(1, per: 86_400)
            #expect(try before.take("a") == nil)
            let old = try table.names()
            table.clock.now = 0
            let after = try table.throttle(boot: "two").counter(1, per: 86_400)
            #expect(try table.names().count == 1)
            #expect(try table.names() != old)
            #expect(try after.take("a") == nil)
            #expect(try after.take("a") != nil)
        }

        @Test
        func fileOfAnotherSizeIsAnError() throws {
            let table = try TestTable()
            _ = try table.throttle()
            let name = try table.names()[0]
            try table.directory.directory.replace(name, with: [1, 2, 3], isDurable: false)
            let error = #expect(throws: PrivateDirectoryError.self) { try table.throttle() }
            #expect(error?.description.contains("\(name) is not a table") == true)
        }

        @Test
        func anyContentIsReadable() throws {
            let table = try TestTable()
            let counter = try table.throttle(places: 512).counter(5, per: 60)
            let file = try table.file()
            for content in [{ UInt64.random(in: .min ... .max) }, { .max }, { 1 << 41 }] as [() -> UInt64] {
                for index in 16..<file.count { file.store(content(), at: index) }
                for index in 0..<2000 {
                    if let wait = try counter.take("\(index)") { #expect((1...60).contains(wait)) }
                    try counter.giveBack("\(index)")
                }
            }
        }

        @Test
        func tableContainsNoKeyAndDiffersFromOthers() throws {
            let key = "somebody@example.org"
            var words: Set<UInt64> = []
            for _ in 0..<3 {
                let table = try TestTable()
                _ = try table.throttle().counter(5, per: 60).take(key)
                let path = try table.path + "/" + table.names()[0]
                let content = try #require(FileManager.default.contents(atPath: path))
                #expect(content.range(of: Data("somebody".utf8)) == nil)
                let slots = try table.slots()
                #expect(slots.count == 1)
                words.formUnion(slots.map(\.word))
            }
            #expect(words.count == 3)
        }

        // MARK: Keys

        @Test
        func keysOfAnyLengthAreDifferent() throws {
            let table = try TestTable()
            let throttle = try table.throttle()
            let counter = try throttle.counter(1, per: 60)
            for key in ["", "\0", "\0\0", "a", "A", "\u{E9}", "e\u{301}", String(repeating: "x", count: 1 << 20)] {
                #expect(try counter.take(key) == nil)
                #expect(try counter.take(key) != nil)
            }
            // The end of a name is not the beginning of a key.
            #expect(try throttle.counter(1, per: 60, "ab").take("c") == nil)
            #expect(try throttle.counter(1, per: 60, "a").take("bc") == nil)
            // Another count or period is another limit.
            #expect(try throttle.counter(2, per: 60).take("a") == nil)
            #expect(try throttle.counter(1, per: 61).take("a") == nil)
        }

        // MARK: Eviction

        @Test
        func newKeysEvictTheCounterThatWouldBeEmptyFirst() throws {
            let table = try TestTable()
            let throttle = try table.throttle(places: 16)
            let account = try throttle.counter(5, per: 86_400, "account")
            let client = try throttle.counter(20, per: 60, "client")
            #expect(try account.allowed("owner", of: 6) == 5)
            for index in 0..<10_000 { #expect(try client.take("\(index)") == nil) }
            #expect(try account.take("owner") != nil)
            #expect(throttle.lostCounters >= 9000)
            // A client that sends more than others keeps its counter, too.
            #expect(try client.allowed("busy", of: 30) == 20)
            for index in 0..<10_000 { #expect(try client.take("again \(index)") == nil) }
            #expect(try client.take("busy") != nil)
        }

        /// Otherwise counters would be lost although there is room.
        @Test
        func emptyCountersAreReplacedFirst() throws {
            let table = try TestTable()
            let throttle = try table.throttle(places: 16)
            let counter = try throttle.counter(5, per: 60)
            for round in 0..<100 {
                for index in 0..<16 { #expect(try counter.allowed("\(round) \(index)", of: 6) == 5) }
                #expect(throttle.lostCounters == 0)
                table.clock.advance(seconds: 60)
            }
        }

        @Test
        func thirtyThousandKeysHaveRoom() throws {
            let table = try TestTable()
            let counter = try table.throttle().counter(1, per: 86_400)
            for index in 0..<30_000 { _ = try counter.take("\(index)") }
            let forgotten = try (0..<30_000).filter { try counter.take("\($0)") == nil }
            #expect(forgotten.count < 300)
        }

        // MARK: Several threads and dead processes

        /// If two threads created a bucket each, both would be allowed.
        @Test
        func oneRequestIsAllowedWhenThreadsCreateABucket() throws {
            let table = try TestTable()
            let counters = try (0..<4).map { _ in try table.throttle().counter(1, per: 86_400) }
            let wrong = Atomic(0)
            for round in 0..<2000 {
                let allowed = Atomic(0)
                let arrived = Atomic(0)
                DispatchQueue.concurrentPerform(iterations: 4) { index in
                    // Begins at the same moment on two threads, if there are two processors.
                    arrived.add(1, ordering: .sequentiallyConsistent)
                    for _ in 0..<1000 where arrived.load(ordering: .sequentiallyConsistent) < 2 {}
                    for _ in 0..<3 {
                        do {
                            if try counters[index].take("key \(round)") == nil { allowed.add(1, ordering: .relaxed) }
                        } catch {
                            wrong.add(1, ordering: .relaxed)
                        }
                    }
                }
                #expect(allowed.load(ordering: .relaxed) == 1)
            }
            #expect(wrong.load(ordering: .relaxed) == 0)
            #expect(try table.buckets().count == 2000)
        }

        @Test(arguments: 1...16)
        func claimsOfDeadProcessesAreCompletedOrRemoved(claims: Int) throws {
            let table = try TestTable()
            let counter = try table.throttle(places: 16).counter(3, per: 60)
            _ = try counter.take("a")
            let (index, word) = try #require(try table.slots().first)
            let file = try table.file()
            file.store(0, at: index)
            for claim in 0..<claims {
                file.store((word >> 42) << 42 | 1 << 41 | UInt64.random(in: 0..<(1 << 41)), at: 16 + claim)
            }
            #expect(try counter.wait("a") == nil)
            #expect(try counter.allowed("a", of: 5) == 3)
            #expect(try table.slots().count == 1)
        }

        @Test
        func claimsOfOtherKeysAreReplaced() throws {
            let table = try TestTable()
            let counter = try table.throttle(places: 16).counter(3, per: 60)
            let file = try table.file()
            let second = table.clock.now / Rate.second
            for age in [UInt64(0), 1, 61, 100_000] {
                for index in 16..<32 {
                    file.store(UInt64(index) << 42 | 1 << 41 | ((second &- age) & (1 << 17 - 1)) << 24, at: index)
                }
                #expect(try counter.allowed("\(age)", of: 5) == 3)
            }
        }
    }
#endif
