import Glibc
import Testing

@testable import FastCGI

@Suite("Signals that end a server")
struct SignalTests {
    private static let numbers = [SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1]

    /// Breaks if a SIGTERM after the end of a server writes to another file that has got the same descriptor number.
    @Test("The descriptor that a signal handler writes to stays open as long as the process")
    func wakeUpLivesAsLongAsProcess() throws {
        // The signal handlers of the test process are restored.
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
