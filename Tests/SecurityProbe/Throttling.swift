#if Security
    import FastCGI
    import Gatehouse
    import GatehouseSecurity

    /// Counts requests from a process of its own.
    ///
    /// - `throttle take DIRECTORY KEY COUNT SECONDS TIMES`: prints "ready", waits for the lock "go" of the directory, counts
    ///   requests, and prints how many were allowed.
    /// - `throttle hammer DIRECTORY PLACES KEYS`: prints "ready", and counts requests until the process is killed.
    /// - `throttle cost DIRECTORY TIMES`: prints what the start and a request cost.
    /// - `throttle open DIRECTORY`: opens the counters and counts one request, as a CGI program does.
    func probeThrottling(_ arguments: [String]) throws {
        let numbers = arguments.dropFirst(2).compactMap { Int($0) }
        switch arguments.first {
        case "take": try take(PrivateDirectory(arguments[1]), Array(arguments[2].utf8), numbers)
        case "hammer": try hammer(PrivateDirectory(arguments[1]), places: numbers[0], keys: numbers[1])
        case "cost": try measure(PrivateDirectory(arguments[1]), times: numbers[0])
        case "open": _ = try Throttle(in: PrivateDirectory(arguments[1])).counter(100, "open").take([1])
        default: preconditionFailure("unknown command")
        }
    }

    extension Throttle {
        /// The counters of a limit per minute.
        fileprivate func counter(_ count: Int, per seconds: Int = 60, _ name: String) throws -> LimitCounter {
            guard let counter = counter(9, count, .seconds(seconds), name) else { preconditionFailure("invalid limit") }
            return counter
        }
    }

    private func take(_ directory: PrivateDirectory, _ key: [UInt8], _ numbers: [Int]) throws {
        let counter = try Throttle(in: directory).counter(numbers[0], per: numbers[1], "take")
        report("ready")
        _ = try directory.directory.lock("go")
        var allowed = 0
        for _ in 0..<numbers[2] where try counter.take(key) == nil { allowed += 1 }
        report("allowed \(allowed)")
    }

    private func hammer(_ directory: PrivateDirectory, places: Int, keys: Int) throws {
        let throttle = try Throttle(in: directory, places: places)
        let counters = try [throttle.counter(1000, "hammer"), throttle.counter(3, per: 86_400, "hammer")]
        report("ready")
        while true {
            let key = Array(String(Int.random(in: 0..<keys)).utf8)
            let counter = counters[Int.random(in: 0...1)]
            if try counter.take(key) == nil, Bool.random() { try counter.giveBack(key) }
        }
    }

    private func measure(_ directory: PrivateDirectory, times: Int) throws {
        let clock = ContinuousClock()
        func report(_ name: String, _ duration: Duration, _ times: Int) {
            SecurityProbe.report("\(name): \(duration / times)")
        }
        let start = clock.now
        let throttle = try Throttle(in: directory)
        let counter = try throttle.counter(60_000, "cost")
        _ = try counter.take(Array("192.0.2.1".utf8))
        report("open, and the first request", start.duration(to: clock.now), 1)
        let keys = (0..<1000).map { Array("client \($0)".utf8) }
        for key in keys { _ = try counter.take(key) }
        let known = try clock.measure { for index in 0..<times { _ = try counter.take(keys[index % keys.count]) } }
        report("a request of a known client", known, times)
        let new = try clock.measure { for index in 0..<times { _ = try counter.take(Array("new \(index)".utf8)) } }
        report("a request of a new client", new, times)
        let text = Array(repeating: UInt8(ascii: "x"), count: 1 << 20)
        report("a key of 1 MiB", try clock.measure { _ = try counter.take(text) }, 1)
    }

    private func report(_ line: String) {
        try? StandardDescriptors.writeOutput(Array((line + "\n").utf8))
    }
#endif
