/// The registers and the upper end of the stack of a thread at one moment.
struct StackCopy: Sendable {
    /// One address of a call, from the innermost on.
    struct Frame: Equatable, Sendable {
        let address: UInt64
        /// Whether the chain of frames contains it. Otherwise it is a word of the stack that looks like the address of a call.
        let isCertain: Bool
    }

    let instruction: UInt64
    /// The address of the first word.
    let stack: UInt64
    let frame: UInt64
    /// The return address in a register; 0 on a processor that has no such register.
    let link: UInt64
    let words: [UInt64]

    /// The largest number of frames, and how many of them can be uncertain.
    static let most = 48
    static let mostUncertain = 8

    /// The addresses of the calls.
    ///
    /// Swift code keeps the address of its frame in a register, so the frames are a chain. Functions of the C library do not: they
    /// can leave a gap in the chain, or use the register for something else. In a gap, each word that is behind a call
    /// instruction counts as uncertain, as in a backtrace of the Linux kernel.
    ///
    /// - Parameter isReturn: whether an address is behind a call instruction.
    func frames(isReturn: (UInt64) -> Bool) -> [Frame] {
        var frames = [Frame(address: instruction, isCertain: true)]
        if link != 0, case let address = Self.plain(link), isReturn(address) {
            frames.append(Frame(address: address - 1, isCertain: false))
        }
        let chain = chain(isReturn)
        for word in words[..<(chain.first ?? min(words.count, Self.mostSearched))]
        where frames.count < Self.mostUncertain {
            if case let address = Self.plain(word), isReturn(address) {
                frames.append(Frame(address: address - 1, isCertain: false))
            }
        }
        return frames + chain.map { Frame(address: Self.plain(words[$0 + 1]) - 1, isCertain: true) }
    }

    /// How many words are searched for the first frame.
    private static let mostSearched = 512
    /// A chain of so many frames is hardly an accident.
    private static let enough = 4

    /// The places of the frames: the chain that begins where the register points, or else the first long one, or the longest.
    private func chain(_ isReturn: (UInt64) -> Bool) -> [Int] {
        var longest: [Int] = []
        for start in [index(of: frame)].compactMap(\.self) + Array(0..<min(words.count, Self.mostSearched)) {
            var chain: [Int] = []
            var next: Int? = start
            while let place = next, chain.count < Self.most - Self.mostUncertain, isFrame(place, isReturn) {
                chain.append(place)
                next = index(of: words[place]).flatMap { $0 > place ? $0 : nil }
            }
            if chain.count > longest.count { longest = chain }
            if longest.count >= Self.enough { break }
        }
        return longest
    }

    /// Whether two words are a frame: the address of an outer frame, and a return address.
    private func isFrame(_ place: Int, _ isReturn: (UInt64) -> Bool) -> Bool {
        guard place + 1 < words.count, isReturn(Self.plain(words[place + 1])) else { return false }
        guard let outer = index(of: words[place]) else { return words[place] == 0 }
        return outer > place
    }

    /// The index of the word at an address. Swift marks the frames of asynchronous functions with bit 60.
    private func index(of address: UInt64) -> Int? {
        let address = address & ~(1 << 60)
        guard address >= stack, address % 8 == 0, case let index = (address - stack) / 8, index < UInt64(words.count)
        else {
            return nil
        }
        return Int(index)
    }

    /// An address without the signature that ARM64 can store in its upper bits.
    private static func plain(_ address: UInt64) -> UInt64 { address & 0x0000_FFFF_FFFF_FFFF }
}
