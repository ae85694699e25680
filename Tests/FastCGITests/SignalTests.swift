import Glibc
import Testing

@testable import FastCGI

@Suite("Signals that end a server")
struct SignalTests {
    private static let numbers = [SIGTERM, SIGINT, SIGHUP, SIGUSR1]

    /// Breaks if a SIGTERM that comes after a server has ended writes into the file that has its descriptor's number by then.
    @Test("What a signal is told to lives as long as the process: nobody else gets its number")
    func kept() throws {
        // The handlers of the test process are put back.
        let before = Self.numbers.map { number in
            var action = sigaction()
            // It fills the local structure.
            unsafe sigaction(number, nil, &action)
            return action
        }
        defer {
            for (number, action) in zip(Self.numbers, before) {
                var action = action
                // It reads the local structure.
                unsafe sigaction(number, &action, nil)
            }
        }
        weak var kept: WakeUp?
        do {
            let wakeUp = try WakeUp()
            Termination.signal(wakeUp, isManaged: true)
            kept = wakeUp
        }
        #expect(kept != nil)
    }
}
