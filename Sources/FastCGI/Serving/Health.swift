/// What the watchdog looks at besides requests: the memory of the process, and the file that it came from.
struct Health {
    private let memoryLimit: Int?
    private let recycling: Recycling
    private let endsWhenReplaced: @Sendable () -> Bool
    private var file: ExecutableFile?
    private var next = ContinuousClock.now

    /// How long the watchdog may sleep while nothing is asked: for ever, unless a file may be replaced meanwhile.
    var interval: Duration? { file == nil ? nil : .seconds(1) }

    init(
        _ configuration: ServerConfiguration,
        _ recycling: Recycling,
        _ executable: ExecutableFile?,
        _ endsWhenReplaced: @escaping @Sendable () -> Bool
    ) {
        memoryLimit = configuration.maximumResidentMemory
        self.recycling = recycling
        self.endsWhenReplaced = endsWhenReplaced
        file = endsWhenReplaced() ? executable : nil
    }

    /// Looks, about once a second at most.
    mutating func check(_ now: ContinuousClock.Instant) {
        guard now >= next else { return }
        next = now + .milliseconds(900)
        if let memoryLimit, let memory = Memory.resident(), memory > memoryLimit {
            recycling.begin("it has \(memory) bytes of resident memory, more than \(memoryLimit)")
        }
        if let isReplaced = file?.isReplaced(), isReplaced, endsWhenReplaced() {
            recycling.begin("its executable has been replaced")
        }
    }
}
