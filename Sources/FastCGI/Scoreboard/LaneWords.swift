internal import CFastCGI

/// The words of one lane. An access costs one instruction and a check of the index, which the compiler removes for a constant.
@safe
struct LaneWords: Sendable {
    // Keeps the mapping.
    private let file: MappedFile
    // The first word of the lane: inside the mapping, with ``ScoreboardLayout/laneWords`` words behind it.
    private let address: UInt

    /// The words of a lane.
    init(_ file: MappedFile, lane number: Int) {
        precondition(file.count == ScoreboardLayout.words && (0..<ScoreboardLayout.lanes).contains(number))
        self.file = file
        address = file.address(of: ScoreboardLayout.lane(number))
    }

    func load(_ index: Int) -> UInt64 {
        unsafe gatehouse_load(word(index))
    }

    /// Stores a word that nobody else writes: see ``MappedFile/publish(_:at:)``.
    func publish(_ value: UInt64, at index: Int) {
        unsafe gatehouse_publish(word(index), value)
    }

    @inline(__always)
    private func word(_ index: Int) -> UnsafeMutablePointer<UInt64> {
        precondition(index >= 0 && index < ScoreboardLayout.laneWords)
        // A mapping is never at the address 0.
        return unsafe UnsafeMutablePointer<UInt64>(bitPattern: address).unsafelyUnwrapped + index
    }
}
