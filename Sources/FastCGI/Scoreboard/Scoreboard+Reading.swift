internal import GatewayInterface

extension Scoreboard {
    private typealias Layout = ScoreboardLayout

    /// What all workers do now, and everything that was counted.
    ///
    /// - Parameters:
    ///   - queue: The queue of the listening socket, if known.
    ///   - now: The nanoseconds of CLOCK_MONOTONIC.
    func status(
        queue: ServerStatus.Queue?, now: UInt64 = BootClock.monotonicNanoseconds
    ) -> ServerStatus {
        var status = ServerStatus()
        status.workers = workers(now)
        status.counters = counters
        status.minutes = minutes(now)
        status.queue = queue
        status.processesStarted = file.load(Layout.processesStarted)
        status.workersWithoutPlace = file.load(Layout.workersWithoutPlace)
        status.begin = Int(clamping: file.load(Layout.begin))
        return status
    }

    // MARK: Workers

    private func workers(_ now: UInt64) -> [ServerStatus.Worker] {
        var processes: [UInt64: ProcessRecord?] = [:]
        let ticks = ProcessRecord.ticksPerSecond
        let nowTicks = BootClock.now >> 14
        return usedLanes.compactMap { number in
            let lane = Layout.lane(number)
            let owner = file.load(lane + Layout.owner)
            guard owner != 0 else { return nil }
            let process = processes[owner] ?? Self.find(owner)
            processes[owner] = .some(process)
            guard let process else { return nil }
            let (state, route) = state(lane)
            let since = file.load(lane + Layout.since)
            return ServerStatus.Worker(
                process: Int(process.id),
                age: .seconds(Int64(clamping: nowTicks) - Int64(clamping: process.start / ticks)),
                memory: process.memory,
                activity: state.activity,
                duration: .nanoseconds(Int64(clamping: now > since ? now - since : 0)),
                route: route,
                requests: file.load(lane + Layout.requests) &- file.load(lane + Layout.requestsBefore)
            )
        }
    }

    /// The state of a lane, and the route that belongs to it.
    func state(_ lane: Int) -> (LaneState, route: String?) {
        // Each further attempt means that another request has begun meanwhile.
        for _ in 0..<8 {
            let state = LaneState(word: file.load(lane + Layout.state))
            guard state.hasRoute else { return (state, nil) }
            let words = (0..<RouteLabel.wordCount).map { file.load(lane + Layout.route + $0) }
            if LaneState(word: file.load(lane + Layout.state)).isSameRequest(as: state) {
                return (state, RouteLabel(words: words).text)
            }
        }
        return (LaneState(word: file.load(lane + Layout.state)), nil)
    }

    // MARK: Counters

    private var counters: ServerStatus.Counters {
        var sum = ServerStatus.Counters()
        for number in usedLanes {
            let lane = Layout.lane(number)
            sum.requests &+= file.load(lane + Layout.requests)
            sum.bytes &+= file.load(lane + Layout.bytes)
            sum.microseconds &+= file.load(lane + Layout.microseconds)
            for index in sum.byClass.indices { sum.byClass[index] &+= file.load(lane + Layout.byClass + index) }
            for index in sum.byTime.indices { sum.byTime[index] &+= file.load(lane + Layout.byTime + index) }
        }
        return sum
    }

    /// The number of minutes that are shown.
    static let shownMinutes = 60

    private func minutes(_ now: UInt64) -> [ServerStatus.Minute] {
        let present = now / 60_000_000_000
        // Of a minute without a request, the totals at its beginning are those at the beginning of the next one.
        var later = minuteTotals
        var minutes: [ServerStatus.Minute] = []
        for back in 0..<UInt64(Self.shownMinutes) {
            guard present >= back else { break }
            let entry = Self.entry(present - back)
            guard file.load(entry) == present - back else {
                minutes.append(ServerStatus.Minute(requests: 0, failures: 0, microseconds: 0))
                continue
            }
            let earlier = ServerStatus.Minute(
                requests: file.load(entry + 1), failures: file.load(entry + 2), microseconds: file.load(entry + 3))
            minutes.append(later.since(earlier))
            later = earlier
        }
        return minutes.reversed()
    }
}

extension ServerStatus.Minute {
    /// What was added to earlier totals. Totals that are read while others count can be a little behind.
    fileprivate func since(_ earlier: ServerStatus.Minute) -> ServerStatus.Minute {
        func difference(_ now: UInt64, _ before: UInt64) -> UInt64 { now > before ? now - before : 0 }
        return ServerStatus.Minute(
            requests: difference(requests, earlier.requests),
            failures: difference(failures, earlier.failures),
            microseconds: difference(microseconds, earlier.microseconds))
    }
}
