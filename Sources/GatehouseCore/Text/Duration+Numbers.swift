/// Whole units of a duration, for header fields and logs.
///
/// `Duration.components` traps if the seconds do not fit into 64 bits. These properties do not.
extension Duration {
    /// The seconds, rounded toward zero.
    var wholeSeconds: Int128 { attoseconds / 1_000_000_000_000_000_000 }

    /// The milliseconds, rounded toward zero.
    var wholeMilliseconds: Int128 { attoseconds / 1_000_000_000_000_000 }
}
