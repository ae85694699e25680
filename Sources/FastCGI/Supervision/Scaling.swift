/// Decides how many processes serve, within a range.
///
/// One more starts when connections wait and no worker is free, twice in a row. One ends when it has been idle for some time.
struct Scaling {
    /// What the processes do at one moment.
    struct Load {
        /// Whether a connection waits for accept(2).
        let isWaiting: Bool
        /// Whether a process has not answered its health request yet.
        let isStarting: Bool
        /// Whether a worker is idle.
        let hasFreeWorker: Bool
        /// The processes whose workers are all idle, and for how long.
        let idle: [(process: Int, duration: Duration)]
    }

    /// What to do.
    enum Step: Equatable {
        case nothing
        /// One more process is wanted.
        case start
        /// One process less is wanted, and this one ends.
        case end(Int)
    }

    private let range: ClosedRange<Int>
    private let idleTimeout: Duration
    /// How many processes shall serve.
    private(set) var wanted: Int
    private var wasBusy = false

    /// Whether the number of processes can change.
    var varies: Bool { range.lowerBound < range.upperBound }

    /// - Parameters:
    ///   - range: The numbers of processes.
    ///   - idleTimeout: How long a process is idle before it ends.
    init(_ range: ClosedRange<Int>, idleTimeout: Duration) {
        self.range = range
        self.idleTimeout = idleTimeout
        // The first process shows that the program can start.
        wanted = max(range.lowerBound, 1)
    }

    /// Notes that one process is wanted to test a new program.
    mutating func reload() { wanted = max(wanted, 1) }

    /// Decides what to do now.
    mutating func step(_ load: Load) -> Step {
        let isBusy = load.isWaiting && !load.hasFreeWorker && !load.isStarting
        defer { wasBusy = isBusy }
        // The process that ends may have just been the last one: nobody else accepts the connection.
        if isBusy, wanted < range.upperBound, wasBusy || wanted == 0 {
            wanted += 1
            return .start
        }
        guard wanted > range.lowerBound, !load.isWaiting, !load.isStarting,
            let longest = load.idle.max(by: { $0.duration < $1.duration }), longest.duration >= idleTimeout
        else { return .nothing }
        wanted -= 1
        return .end(longest.process)
    }
}
