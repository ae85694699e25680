#if Security
    import FastCGI
    import Gatehouse
    import Synchronization
    import TestSupport

    @testable import GatehouseSecurity

    /// A clock that a test sets.
    final class TestClock: Sendable {
        private let units = Atomic<UInt64>(1 << 30)

        var now: UInt64 {
            get { units.load(ordering: .relaxed) }
            set { units.store(newValue, ordering: .relaxed) }
        }

        func advance(seconds: Int64) {
            now = now &+ UInt64(bitPattern: seconds) &* Rate.second
        }
    }

    /// A clock that runs a closure when it is read: between the load of a slot and its exchange, another process can act.
    final class InterruptingClock: Sendable {
        private struct State {
            var reads = 0
            var interruption: (read: Int, body: @Sendable () -> Void)?
        }

        private let state = Mutex(State())

        /// Runs a closure once, at one of the next reads.
        ///
        /// - Parameter read: the number of the read; 1 is the next one.
        func interrupt(at read: Int, _ body: @escaping @Sendable () -> Void) {
            state.withLock { $0 = State(interruption: (read, body)) }
        }

        /// Whether the closure has not run yet.
        var isWaiting: Bool { state.withLock { $0.interruption != nil } }

        func read() -> UInt64 {
            let body = state.withLock { state -> (@Sendable () -> Void)? in
                state.reads += 1
                guard let (read, body) = state.interruption, read == state.reads else { return nil }
                state.interruption = nil
                return body
            }
            body?()
            return 1 << 30
        }
    }

    /// Counters in a private directory of their own.
    final class TestTable {
        private let parent: TemporaryDirectory
        let directory: PrivateDirectory
        let clock = TestClock()

        init() throws {
            let parent = try TemporaryDirectory()
            directory = try PrivateDirectory(parent.path("d"))
            self.parent = parent
        }

        var path: String { parent.path("d") }

        func throttle(places: Int = 65_536, boot: String = "boot") throws -> Throttle {
            try Throttle(in: directory, places: places, boot: boot) { [clock] in clock.now }
        }

        /// The names of the files with counters.
        func names() throws -> [String] {
            try directory.directory.names().filter { $0.hasPrefix("throttle-") }.sorted()
        }

        /// The words of the only file with counters.
        func file() throws -> MappedFile {
            let name = try names()[0]
            let words = Int(name.split(separator: "-").last ?? "") ?? 0
            return try MappedFile(in: directory.directory, name: name, words: words)
        }

        /// The words of the slots that are not free, with their indices.
        func slots() throws -> [(index: Int, word: UInt64)] {
            let file = try file()
            return (16..<file.count).map { (index: $0, word: file.load($0)) }.filter { $0.word != 0 }
        }

        /// The buckets. A claim that another process overtook remains until its place is needed, and counts nothing.
        func buckets() throws -> [(index: Int, word: UInt64)] {
            try slots().filter { $0.word >> 41 & 1 == 0 }
        }
    }

    extension Throttle {
        /// The counters of a limit that a test chooses.
        func counter(_ count: Int, per seconds: Int, _ name: String = "test") throws -> LimitCounter {
            guard let counter = counter(9, count, .seconds(seconds), name) else { throw InvalidLimit() }
            return counter
        }
    }

    struct InvalidLimit: Error {}

    extension LimitCounter {
        func take(_ key: String) throws -> Int? { try take(Array(key.utf8)) }
        func wait(_ key: String) throws -> Int? { try wait(Array(key.utf8)) }
        func giveBack(_ key: String) throws { try giveBack(Array(key.utf8)) }

        /// How many of some requests are allowed.
        func allowed(_ key: String, of count: Int) throws -> Int {
            try (0..<count).reduce(0) { sum, _ in sum + (try take(key) == nil ? 1 : 0) }
        }
    }
#endif
