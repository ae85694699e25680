/// The evidence of one of two rules: the one that allowed the request.
public enum Either<First: Sendable, Second: Sendable>: Sendable {
    /// The first rule's evidence.
    case first(First)
    /// The second rule's evidence. The first rule denied.
    case second(Second)
}
