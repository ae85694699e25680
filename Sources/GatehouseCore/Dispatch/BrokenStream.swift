/// An error of a body while it was written. It is already in the log, under the incident number.
package struct BrokenStream: Error, CustomStringConvertible {
    /// The incident number, which the client gets too if no part of the response has been sent.
    package let incident: String
    /// The error.
    package let underlying: any Error

    package var description: String { "the response broke off (incident \(incident)): \(underlying)" }
}
