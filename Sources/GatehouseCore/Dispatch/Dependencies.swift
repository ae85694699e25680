/// The dependencies of a dispatcher, which a test can replace.
package struct Dependencies: Sendable {
    /// The current time.
    package let now: @Sendable () -> Timestamp
    /// Nanoseconds of the clock of `RequestMonitor.began`.
    package let nanoseconds: @Sendable () -> UInt64
    /// A number for a failure, which a client cannot guess.
    package let incident: @Sendable () -> String
    /// Called with the record of each completed request.
    package let observer: (@Sendable (RequestRecord) -> Void)?

    /// Creates dependencies. Without `nanoseconds`, every request takes no time.
    package init(
        now: @escaping @Sendable () -> Timestamp,
        nanoseconds: @escaping @Sendable () -> UInt64 = { 0 },
        incident: @escaping @Sendable () -> String = Self.randomIncident,
        observer: (@Sendable (RequestRecord) -> Void)? = nil
    ) {
        self.now = now
        self.nanoseconds = nanoseconds
        self.incident = incident
        self.observer = observer
    }

    /// Eight characters, without those that are easily confused when read aloud.
    package static func randomIncident() -> String {
        let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
        var bits = UInt64.random(in: .min ... .max)
        var text = ""
        for index in 0..<8 {
            if index == 4 { text += "-" }
            text.append(alphabet[Int(bits & 31)])
            bits >>= 5
        }
        return text
    }
}
