/// Where in the source something was written.
struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
    let fileID: String
    let line: UInt

    var description: String { "\(fileID):\(line)" }
}
