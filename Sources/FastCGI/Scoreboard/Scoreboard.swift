internal import GatewayInterface
internal import Glibc

/// What the workers of a program do, in memory that all its processes share.
///
/// **A lane belongs to one worker.** One word of the lane names the process of the worker by its id and the time of its start.
/// A lane whose process has ended belongs to nobody, and the next worker takes it with one compare and exchange. So a process
/// that is killed blocks nothing, and a process with a reused id is another process.
///
/// **Counters are never moved or cleared.** The next worker of a lane continues to count where the previous one stopped. The sum
/// over all lanes is the total since the beginning, whatever process was killed at whatever instruction.
///
/// **A reader locks nothing.** Each word is old or new. A damaged table shows wrong numbers, and has no other effect.
final class Scoreboard: Sendable {
    private typealias Layout = ScoreboardLayout

    let file: MappedFile
    /// This process, as the word of a lane.
    private let process: UInt64

    /// Creates or opens a scoreboard.
    ///
    /// - Throws: The error of a system call; EINVAL if a file is not a scoreboard.
    convenience init(_ place: ScoreboardPlace) throws(SystemError) {
        switch place {
        case .memory:
            try self.init(try MappedFile(inMemory: Layout.words))
        case .directory(let path):
            guard let boot = BootClock.boot else {
                throw SystemError("read /proc/sys/kernel/random/boot_id", number: ENOENT)
            }
            try OwnedDirectory.create(path: path)
            let directory = try OwnedDirectory(path: path)
            // Ids of processes and times of another boot mean nothing. The number at the front is the version of the format.
            let file = try MappedFile(in: directory, name: "scoreboard-1-\(boot)", words: Layout.words)
            if file.isNew {
                for other in try directory.names()
                where other.hasPrefix("scoreboard-") && !other.hasSuffix("-\(boot)") {
                    _ = try directory.remove(other)
                }
            }
            try self.init(file)
        }
    }

    /// Opens a scoreboard that a supervisor has created in memory.
    ///
    /// - Throws: EINVAL if the descriptor is not one.
    convenience init(inherited file: consuming Descriptor) throws(SystemError) {
        try self.init(try MappedFile(inherited: file, words: Layout.words))
    }

    private init(_ file: MappedFile) throws(SystemError) {
        guard case .running(let record) = ProcessRecord.find(getpid()), let namespace = ProcessRecord.namespace,
            let process = Self.word(record)
        else { throw SystemError("read /proc/self/stat", number: ENOENT) }
        self.process = process
        self.file = file
        guard file.settle(Layout.magicValue, at: Layout.magic) == Layout.magicValue else {
            throw SystemError("the scoreboard is damaged; remove it", number: EINVAL)
        }
        // Processes of other containers look as if they had ended.
        guard file.settle(namespace, at: Layout.namespace) == namespace else {
            throw SystemError("the scoreboard belongs to another container; use another directory", number: EINVAL)
        }
        _ = file.settle(UInt64(max(WallClock.seconds, 1)), at: Layout.begin)
    }

    // MARK: Lanes

    /// Notes that this process has started to serve.
    func processStarts() {
        file.add(1, at: Layout.processesStarted)
    }

    /// Takes a lane for a worker of this process.
    ///
    /// - Returns: `nil` if all lanes are in use. The worker is then missing in the status.
    func claim() -> Lane? {
        var living: [UInt64: Bool] = [process: true]
        for number in 0..<Layout.lanes {
            let word = Layout.lane(number) + Layout.owner
            let owner = file.load(word)
            if owner != 0 {
                let lives = living[owner] ?? Self.lives(owner)
                living[owner] = lives
                if lives { continue }
            }
            guard file.compareExchange(at: word, expected: owner, desired: process).exchanged else { continue }
            raise(usedLanes: number + 1)
            return Lane(self, file, number)
        }
        file.add(1, at: Layout.workersWithoutPlace)
        return nil
    }

    private func raise(usedLanes: Int) {
        var present = file.load(Layout.usedLanes)
        while present < UInt64(usedLanes) {
            let result = file.compareExchange(at: Layout.usedLanes, expected: present, desired: UInt64(usedLanes))
            if result.exchanged { return }
            present = result.original
        }
    }

    /// The lanes that were ever used.
    var usedLanes: Range<Int> { 0..<Int(min(file.load(Layout.usedLanes), UInt64(Layout.lanes))) }

    // MARK: Processes as words

    /// An id has at most 22 bits, and 42 bits count the clock ticks of a thousand years.
    private static let startBits: UInt64 = 42

    static func word(_ record: ProcessRecord) -> UInt64? {
        guard record.id > 0, record.id < 1 << 22, record.start < 1 << startBits else { return nil }
        return UInt64(record.id) << startBits | record.start
    }

    /// Looks for the process of a word.
    ///
    /// - Returns: `nil` if it has ended, perhaps with another process at its id.
    static func find(_ word: UInt64) -> ProcessRecord? {
        let id = pid_t(word >> startBits)
        switch ProcessRecord.find(id) {
        case .running(let record): return Self.word(record) == word ? record : nil
        case .ended: return nil
        // Whatever is unknown keeps its lane.
        case .unknown: return ProcessRecord(id: id, start: word & (1 << startBits - 1), memory: 0)
        }
    }

    private static func lives(_ word: UInt64) -> Bool { find(word) != nil }

    // MARK: Minutes

    /// Notes the totals at the beginning of a minute, once.
    ///
    /// - Parameter now: The nanoseconds of CLOCK_MONOTONIC.
    func passes(_ now: UInt64) {
        let minute = now / 60_000_000_000
        let previous = file.load(Layout.minute)
        // A process that is killed after this exchange leaves no entry, and the minute counts as a part of the one before.
        guard minute > previous,
            file.compareExchange(at: Layout.minute, expected: previous, desired: minute).exchanged
        else { return }
        let totals = minuteTotals
        let entry = Self.entry(minute)
        file.publish(totals.requests, at: entry + 1)
        file.publish(totals.failures, at: entry + 2)
        file.publish(totals.microseconds, at: entry + 3)
        file.publish(minute, at: entry)
    }

    /// The first word of a minute in the ring.
    static func entry(_ minute: UInt64) -> Int {
        ScoreboardLayout.ring + Int(minute % UInt64(ScoreboardLayout.ringEntries)) * ScoreboardLayout.ringWords
    }

    /// The totals of the ring.
    var minuteTotals: ServerStatus.Minute {
        var (requests, failures, microseconds): (UInt64, UInt64, UInt64) = (0, 0, 0)
        for number in usedLanes {
            let lane = Layout.lane(number)
            requests &+= file.load(lane + Layout.requests)
            failures &+= file.load(lane + Layout.byClass + Layout.failures)
            microseconds &+= file.load(lane + Layout.microseconds)
        }
        return ServerStatus.Minute(requests: requests, failures: failures, microseconds: microseconds)
    }
}

extension MappedFile {
    /// Sets a word once.
    ///
    /// - Returns: The value that the word has from now on: this one, or the one that was set before.
    fileprivate func settle(_ value: UInt64, at index: Int) -> UInt64 {
        let result = compareExchange(at: index, expected: 0, desired: value)
        return result.exchanged ? value : result.original
    }
}
