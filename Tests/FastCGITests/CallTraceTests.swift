import Foundation
import TestSupport
import Testing

@testable import FastCGI

@Suite("The text of a backtrace", .timeLimit(.minutes(5)))
struct CallTraceTests {
    /// Calls itself, so that the chain of calls and the names are longer than the limits.
    @inline(never)
    private static func functionWithANameThatIsLongerThanTheLimitForOneNameSoThatTheEntryOfTheLogMustLeaveOutAPartOfIt(
        _ depth: Int, anArgumentWithALongLabelToMakeTheNameOfTheFunctionEvenLonger block: Block
    ) -> Int {
        if depth == 0 {
            block.hang()
            return 0
        }
        return functionWithANameThatIsLongerThanTheLimitForOneNameSoThatTheEntryOfTheLogMustLeaveOutAPartOfIt(
            depth - 1, anArgumentWithALongLabelToMakeTheNameOfTheFunctionEvenLonger: block) + 1
    }

    /// Breaks if a deep recursion, or a name of a generic type, fills the log.
    @Test("A backtrace has at most 2,000 bytes of whole calls, each with at most 160 bytes of its name")
    func longTraceIsCut() throws {
        let (block, thread, ended) = (Block(), Box<SampledThread?>(nil), Gate())
        defer { block.release() }
        try Thread.start {
            thread.value = SampledThread.current()
            let depth =
                Self.functionWithANameThatIsLongerThanTheLimitForOneNameSoThatTheEntryOfTheLogMustLeaveOutAPartOfIt(
                    100, anArgumentWithALongLabelToMakeTheNameOfTheFunctionEvenLonger: block)
            if depth == 100 { ended.arrive() }
        }
        try block.waitForArrival()
        let sampled = try #require(thread.value)
        let copy = try #require(StackSampler.shared?.copy(of: sampled))
        let text = try CallTrace(copy).text
        block.release()
        try ended.waitForArrivals()
        #expect((1500...2000).contains(text.utf8.count), "\(text)")
        let own = text.components(separatedBy: " < ").filter { $0.contains("functionWithAName") }
        #expect(own.count > 5, "\(text)")
        // With the three dots, or with the mark of an uncertain call as well.
        for call in own { #expect(call.utf8.count == 163 || call.utf8.count == 164, "\(call)") }
    }

    /// Breaks without SA_RESTART: a handler that reads a file or a pipe would fail.
    @Test("A thread that waits in read(2) continues to wait after its stack was copied")
    func readContinues() throws {
        let (thread, result, ended) = (Box<SampledThread?>(nil), Box(0), Gate())
        var ends: [CInt] = [-1, -1]
        // pipe(2) fills the array.
        let isOpen = unsafe Glibc.pipe(&ends) == 0
        #expect(isOpen)
        let reading = Descriptor(adopting: ends[0])
        let writing = Descriptor(adopting: ends[1])
        let number = reading.number
        try Thread.start {
            thread.value = SampledThread.current()
            var byte = UInt8(0)
            // read(2) fills the local variable.
            result.value = unsafe read(number, &byte, 1)
            ended.arrive()
        }
        let sampled = try SampledThread.started(thread)
        let end = ContinuousClock.now + .hang
        let sampler = try #require(StackSampler.shared)
        var copies = 0
        while copies < 100, ContinuousClock.now < end { copies += sampler.copy(of: sampled) == nil ? 0 : 1 }
        try writing.write([1])
        try ended.waitForArrivals()
        #expect(copies == 100 && result.value == 1)
        // Open until here.
        _ = reading.number
    }

    @Test("The time that waits is never negative, and the parts of an entry are there only if they are known")
    func metadata() {
        var report = SlowRequestReport(
            request: 7, duration: .seconds(2), working: .seconds(3), activity: nil, route: nil, rule: nil,
            calls: .none(reason: "a reason"))
        #expect(
            report.metadata == [
                "request": "7", "duration": "2.0 seconds", "working": "2.0 seconds", "waiting": "0.0 seconds",
                "backtrace": "none: a reason",
            ])
        report.working = nil
        report.activity = "writing"
        #expect(
            report.metadata == [
                "request": "7", "duration": "2.0 seconds", "worker": "writing", "route": "none",
                "backtrace": "none: a reason",
            ])
    }
}
