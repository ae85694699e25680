/// What a dispatcher takes from the world, so that a test can give it something else.
package struct Dependencies: Sendable {
    /// The time of day.
    package let now: @Sendable () -> Timestamp
    /// A number for something that broke, which nobody can guess.
    package let incident: @Sendable () -> String
    /// Is told of every request that was answered.
    package let observer: (@Sendable (RequestRecord) -> Void)?

    /// Creates surroundings.
    package init(
        now: @escaping @Sendable () -> Timestamp,
        incident: @escaping @Sendable () -> String = Self.randomIncident,
        observer: (@Sendable (RequestRecord) -> Void)? = nil
    ) {
        self.now = now
        self.incident = incident
        self.observer = observer
    }

    /// Eight characters that are not mistaken for one another when they are read out.
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
