/// A body closure that returned without `finish(_:)`. The client must not take such a response for a complete one.
struct UnfinishedBody: Error, CustomStringConvertible {
    let description = "the closure of the response body returned without calling finish(_:) of its writer"
}
