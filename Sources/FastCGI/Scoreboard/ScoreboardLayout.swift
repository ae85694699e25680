/// The places of the words in a ``Scoreboard``.
enum ScoreboardLayout {
    // The header.
    static let magic = 0
    /// When the file was created, in seconds since 1970.
    static let begin = 1
    static let namespace = 2
    static let processesStarted = 3
    static let workersWithoutPlace = 4
    /// One more than the highest lane that was ever used.
    static let usedLanes = 5
    /// The last minute of ``ring``.
    static let minute = 6

    /// The totals at the beginning of each minute.
    static let ring = 64
    /// A power of two, so that the place of a minute is easy to compute, and more than the 60 minutes that are shown.
    static let ringEntries = 64
    static let ringWords = 4

    /// The version of the layout is a part of it.
    static let magicValue: UInt64 = 0x6761_7465_6873_6201

    static let firstLane = ring + ringEntries * ringWords
    static let lanes = 256
    /// Five lines of the processor's cache.
    static let laneWords = 40
    static let words = firstLane + lanes * laneWords

    // The words of a lane.
    static let owner = 0
    static let state = 1
    /// When the request began, or the worker became idle: nanoseconds of CLOCK_MONOTONIC.
    static let since = 2
    static let requests = 3
    /// ``requests`` when the owner took the lane.
    static let requestsBefore = 4
    static let byClass = 5
    static let bytes = byClass + classes
    static let microseconds = bytes + 1
    static let byTime = microseconds + 1
    static let route = byTime + timeClasses

    /// The first word of a lane.
    static func lane(_ number: Int) -> Int { firstLane + number * laneWords }

    // Constants instead of the lengths of arrays, so that a request does not need them.
    /// How many classes `ServerStatus.Counters.byClass` has.
    static let classes = 5
    /// How many classes `ServerStatus.Counters.byTime` has.
    static let timeClasses = 21
    /// `RouteLabel.wordCount`.
    static let routeWords = 6

    /// The class of failures in ``byClass``.
    static let failures = 3
}
