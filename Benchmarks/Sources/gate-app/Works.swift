/// The content of the responses. Each program in Benchmarks/Peers has the same in its language.
enum Works {
    static let small = "Hello from behind the gate.\n"

    /// One MiB of the pattern that fcgi-load expects.
    static let memory: [UInt8] = {
        var state: UInt32 = 1
        let period = (0..<4093).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
        return (0..<1 << 20).map { period[$0 % period.count] }
    }()

    /// 32 digits. They are not random, because they must be the same in each language.
    static func sessionKey(_ user: UInt32) -> String {
        (0..<4).map { (part: UInt32) in
            let digits = String((4 * user + part) &* 2_654_435_761, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }
}
