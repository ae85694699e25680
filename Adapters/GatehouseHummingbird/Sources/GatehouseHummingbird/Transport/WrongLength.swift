/// A body that is shorter or longer than its length.
struct WrongLength: Error, CustomStringConvertible {
    let announced: Int
    let actual: Int

    var description: String { "the response body has \(actual) bytes, but its length is \(announced)" }
}
