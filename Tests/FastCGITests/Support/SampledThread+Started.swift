import Glibc
import TestSupport
import Testing

@testable import FastCGI

extension SampledThread {
    /// Waits until a thread that was started has noted itself.
    static func started(_ thread: Box<SampledThread?>) throws -> SampledThread {
        let end = ContinuousClock.now + .hang
        while thread.value == nil, ContinuousClock.now < end { usleep(100) }
        return try #require(thread.value)
    }
}
