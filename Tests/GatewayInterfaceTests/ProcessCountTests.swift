import GatewayInterface
import Testing

@Suite("Numbers of processes")
struct ProcessCountTests {
    @Test("A number has the nearest valid value, and auto follows the processors")
    func numbers() {
        #expect(ProcessCount(4).numbers(processors: 2) == 4...4)
        #expect(ProcessCount(0).numbers(processors: 2) == 1...1)
        #expect(ProcessCount(Int.max).numbers(processors: 2) == ProcessCount.most...ProcessCount.most)
        #expect(ProcessCount.automatic.numbers(processors: 2) == 2...2)
        #expect(ProcessCount.automatic.numbers(processors: 0) == 1...1)
        #expect(ProcessCount(0...4).numbers(processors: 2) == 0...4)
        #expect(ProcessCount(-3...Int.max).numbers(processors: 2) == 0...ProcessCount.most)
        #expect(ProcessCount(-3...0).numbers(processors: 2) == 0...1)
        #expect(ProcessCount(0...1).varies && !ProcessCount(2...2).varies && !ProcessCount.automatic.varies)
    }

    @Test("Text is auto, a number or a range, and nothing else")
    func text() {
        #expect(ProcessCount(text: "auto") == .automatic)
        #expect(ProcessCount(text: "256") == ProcessCount(256))
        #expect(ProcessCount(text: "0-4") == ProcessCount(0...4))
        #expect(ProcessCount(text: "3-3") == ProcessCount(3))
        for text in ["0-0", "4-3", "1-257", "-4", "4-", "1-2-3", "-", "0--4", "1-auto", "0x1-4"] {
            #expect(ProcessCount(text: text) == nil, "\(text)")
        }
        for text in ["", "0", "257", "-1", "+1", "1.0", " 1", "Auto", "99999999999999999999", "١"] {
            #expect(ProcessCount(text: text) == nil, "\(text)")
        }
    }
}
