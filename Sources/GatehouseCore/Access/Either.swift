/// The evidence of one rule or of another: which of the two let the request pass.
public enum Either<First: Sendable, Second: Sendable>: Sendable {
    /// The first rule's evidence.
    case first(First)
    /// The second rule's evidence. The first rule denied.
    case second(Second)
}
