import GatewayInterface
import Testing

@Suite("Numbers of processes")
struct ProcessCountTests {
    @Test("A number has the nearest valid value, and auto follows the processors")
    func numbers() {
        #expect(ProcessCount(4).number(processors: 2) == 4)
        #expect(ProcessCount(0).number(processors: 2) == 1)
        #expect(ProcessCount(Int.max).number(processors: 2) == ProcessCount.most)
        #expect(ProcessCount.automatic.number(processors: 2) == 2)
        #expect(ProcessCount.automatic.number(processors: 0) == 1)
    }

    @Test("Text is auto or a number in range, and nothing else")
    func text() {
        #expect(ProcessCount(text: "auto") == .automatic)
        #expect(ProcessCount(text: "256") == ProcessCount(256))
        for text in ["", "0", "257", "-1", "+1", "1.0", " 1", "Auto", "99999999999999999999", "١"] {
            #expect(ProcessCount(text: text) == nil, "\(text)")
        }
    }
}
