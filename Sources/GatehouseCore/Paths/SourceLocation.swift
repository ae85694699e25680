/// A place in the program's source code.
struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
    let fileID: String
    let line: UInt

    var description: String { "\(fileID):\(line)" }
}
