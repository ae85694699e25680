/// What the gate says when a web server asks whether it may send a file of its own.
package enum Verdict: Sendable {
    /// A route's rule lets the client have it.
    case allowed
    /// Anything else. The answer opens nothing.
    case refused(Response)
}
