/// What a rule threw, kept apart from what a handler throws: the first means that nothing was opened.
struct RuleError: Error {
    let underlying: any Error

    init(_ underlying: any Error) {
        self.underlying = underlying
    }

    /// Whether the rule turned the request away, and nothing broke.
    var isDenial: Bool { underlying is Denial || (underlying as? PathParameterError)?.isMismatch == true }
}
