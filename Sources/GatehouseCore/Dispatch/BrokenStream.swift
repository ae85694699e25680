/// What a body threw while it was written. The log has it already, under the incident number.
package struct BrokenStream: Error, CustomStringConvertible {
    /// The number that a client gets too, if nothing of the answer has left.
    package let incident: String
    /// What was thrown.
    package let underlying: any Error

    package var description: String { "the answer broke off (incident \(incident)): \(underlying)" }
}
