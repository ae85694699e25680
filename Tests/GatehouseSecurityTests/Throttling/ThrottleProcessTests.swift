#if Security
    import FastCGI
    import Gatehouse
    import TestSupport
    import Testing

    @testable import GatehouseSecurity

    /// Counters with several processes.
    @Suite(.timeLimit(.minutes(5)))
    struct ThrottleProcessTests {
        private let probe = Products.program("SecurityProbe")

        @Test(arguments: [(2, 50), (20, 50), (20, 1), (20, 1000)])
        func limitHoldsAcrossProcesses(processes: Int, count: Int) throws {
            let table = try TestTable()
            var programs: [Program] = []
            do {
                let lock = try table.directory.directory.lock("go")
                for _ in 0..<processes {
                    // In 31 days, no request is added while the test runs.
                    let arguments = ["throttle", "take", table.path, "key", "\(count)", "\(31 * 86_400)", "1000"]
                    programs.append(try Program(probe, arguments))
                }
                for program in programs { #expect(program.line(beginningWith: "ready") != nil) }
                _ = consume lock
            }
            var sum = 0
            for program in programs {
                let line = try #require(program.line(beginningWith: "allowed "))
                sum += try #require(Int(line.dropFirst("allowed ".count)))
                #expect(program.end().status == 0)
            }
            #expect(sum == count)
            #expect(try table.buckets().count == 1)
        }

        /// With few places, processes die in the middle of an eviction too.
        @Test(arguments: [(65_536, 500), (64, 500)])
        func killedProcessesLeaveReadableCounters(places: Int, keys: Int) throws {
            let table = try TestTable()
            let throttle = try Throttle(in: table.directory, places: places)
            let arguments = ["throttle", "hammer", table.path, "\(places)", "\(keys)"]
            for _ in 0..<12 {
                let programs = try (0..<4).map { _ in try Program(probe, arguments) }
                for program in programs { #expect(program.line(beginningWith: "ready") != nil) }
                // The kernel's scheduling decides between which instructions the processes die.
                for program in programs {
                    program.signal(9)
                    #expect(program.end().status == -9)
                }
            }
            var buckets: Set<[UInt64]> = []
            for (index, word) in try table.slots() where word >> 41 & 1 == 0 {
                #expect(buckets.insert([UInt64(index / 16), word >> 42]).inserted, "a key has two counters")
            }
            #expect(!buckets.isEmpty)
            let counter = try throttle.counter(5, per: 31 * 86_400)
            for index in 0..<20 { #expect(try counter.allowed("after \(index)", of: 10) == 5) }
            #expect(try table.names().count == 1)
        }
    }
#endif
