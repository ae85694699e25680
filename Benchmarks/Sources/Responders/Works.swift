import Gatehouse

/// What the measured programs share.
enum Works {
    static let small = "Hello from behind the gate.\n"

    /// A path with a rule and parameters.
    static let item = "/area7/items/42/lid"

    /// One MiB of the pattern that fcgi-load expects.
    static let memory: [UInt8] = {
        var state: UInt32 = 1
        let period = (0..<4093).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
        return (0..<1 << 20).map { period[$0 % period.count] }
    }()

    /// About 10 KiB, created anew each time, with values that must be escaped.
    static var page: HTML {
        let rows = (1...118).map { number -> HTML in
            "<li><b>item \(number)</b> by \("Smith & Sons") costs \(number * 29), which is \("< 10000") and fair.</li>\n"
        }
        return "<!DOCTYPE html>\n<ul>\n\(rows)</ul>\n"
    }

    /// Allocates a thousand blocks of memory to test the counter, and uses them so that the optimizer keeps them.
    @inline(never)
    static func allocate() -> Int {
        let blocks = (0..<1000).map { [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: 64 + $0 % 64) }
        return blocks.reduce(0) { $0 + $1.count + Int($1[0]) }
    }
}
