import Testing

@testable import FastCGI

@Suite("The calls in the copy of a stack")
struct StackCopyTests {
    private static let stack: UInt64 = 0x7000_0000

    /// Addresses from 0x1000 to 0x1FFF are behind a call.
    private func frames(_ words: [UInt64], frame: UInt64, link: UInt64 = 0) -> [StackCopy.Frame] {
        StackCopy(instruction: 0x1500, stack: Self.stack, frame: frame, link: link, words: words)
            .frames { (0x1000..<0x2000).contains($0) }
    }

    private func certain(_ addresses: UInt64...) -> [StackCopy.Frame] {
        addresses.map { StackCopy.Frame(address: $0, isCertain: true) }
    }

    @Test("The chain of frames ends at the first word that is not a frame")
    func chain() {
        let words: [UInt64] = [Self.stack + 24, 0x1001, 7, Self.stack + 48, 0x1002, 7, 0, 0x1003, 0, 0x1004]
        #expect(frames(words, frame: Self.stack) == certain(0x1500, 0x1000, 0x1001, 0x1002))
    }

    @Test("Marks of asynchronous frames and signatures of addresses do not count")
    func marks() {
        let words: [UInt64] = [(Self.stack + 16) | 1 << 60, 0x1001 | 0xAB << 48, 0, 0x1002]
        #expect(frames(words, frame: Self.stack | 1 << 60) == certain(0x1500, 0x1000, 0x1001))
    }

    @Test("Words below the first frame that are behind a call are uncertain")
    func gap() {
        let words: [UInt64] = [3, 0x1010, 5, Self.stack + 40, 0x1001, 0, 0x1002]
        let uncertain = StackCopy.Frame(address: 0x100F, isCertain: false)
        let expected = [certain(0x1500)[0], uncertain] + certain(0x1000, 0x1001)
        #expect(frames(words, frame: Self.stack + 24) == expected)
        // A register that holds something else: the first pair of words that looks like a frame.
        #expect(frames(words, frame: 42) == expected)
        #expect(frames(words, frame: Self.stack + 1) == expected)
        #expect(frames(words, frame: .max) == expected)
    }

    @Test("A pair of words that looks like a frame by accident does not hide a longer chain")
    func accident() {
        // The register points at a pair that has no outer frame.
        let words: [UInt64] = [Self.stack + 56, 0x1005, 3, Self.stack + 40, 0x1001, Self.stack + 56, 0x1002, 9, 9]
        let last = frames(words, frame: Self.stack).filter(\.isCertain)
        #expect(last == certain(0x1500, 0x1000, 0x1001))
        let chain: [UInt64] = [Self.stack + 56, 0x1005, Self.stack + 32, 0x1001, Self.stack + 48, 0x1002, 0, 0x1003]
        #expect(frames(chain, frame: Self.stack).filter(\.isCertain).suffix(1) == certain(0x1002).suffix(1))
    }

    @Test("A chain that goes back or in a circle ends")
    func circle() {
        #expect(frames([Self.stack, 0x1001, Self.stack, 0x1002], frame: Self.stack + 16).count <= 3)
        #expect(
            frames([Self.stack, 0x1001], frame: Self.stack) == [
                certain(0x1500)[0], .init(address: 0x1000, isCertain: false),
            ])
    }

    @Test("Nothing, one word, and a stack full of addresses")
    func extremes() {
        #expect(frames([], frame: Self.stack) == certain(0x1500))
        #expect(frames([0x1001], frame: Self.stack).count == 2)
        #expect(frames(Array(repeating: 0x1001, count: 16384), frame: 0).count <= StackCopy.mostUncertain)
        var words: [UInt64] = []
        for index in 0..<8000 { words += [Self.stack + UInt64(index + 1) * 16, 0x1001] }
        #expect((StackCopy.mostUncertain...StackCopy.most).contains(frames(words, frame: Self.stack).count))
        #expect(frames([], frame: 0, link: 0x1002).count == 2)
    }
}
