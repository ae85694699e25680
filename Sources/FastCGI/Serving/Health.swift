/// The watchdog's checks besides requests: the memory of the process, and its executable file.
struct Health {
    private let memoryLimit: Int?
    private let recycling: Recycling
    private let endsWhenReplaced: @Sendable () -> Bool
    private var file: ExecutableFile?
    private var next = ContinuousClock.now

    /// How long the watchdog may sleep while the server is idle; `nil` unless the file must be checked.
    var interval: Duration? { file == nil ? nil : .seconds(1) }

    init(
        _ configuration: ServerConfiguration,
        _ recycling: Recycling,
        executable: ExecutableFile?,
        endsWhenReplaced: @escaping @Sendable () -> Bool
    ) {
        memoryLimit = configuration.maximumResidentMemory
        self.recycling = recycling
        self.endsWhenReplaced = endsWhenReplaced
        file = endsWhenReplaced() ? executable : nil
    }

    /// Runs the checks, at most about once a second.
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
