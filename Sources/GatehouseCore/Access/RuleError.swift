/// An error of a rule, as opposed to an error of a handler: nothing was opened.
struct RuleError: Error {
    let underlying: any Error

    init(_ underlying: any Error) {
        self.underlying = underlying
    }

    /// Whether the rule denied the request, as opposed to failed.
    var isDenial: Bool { underlying is Denial || (underlying as? PathParameterError)?.isMismatch == true }
}
