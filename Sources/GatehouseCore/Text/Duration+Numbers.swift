/// Numbers of a duration for a header field or a log. `Duration.components` traps beyond the seconds that 64 bits hold.
extension Duration {
    /// The seconds, without a part of one.
    var wholeSeconds: Int128 { attoseconds / 1_000_000_000_000_000_000 }

    /// The milliseconds, without a part of one.
    var wholeMilliseconds: Int128 { attoseconds / 1_000_000_000_000_000 }
}
