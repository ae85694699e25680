/// The formats of the status.
enum StatusFormat: String, CaseIterable {
    case page = ""
    case json
    case metrics

    /// The path of the route for this format.
    func path(below path: String) -> String {
        if self == .page { return path }
        return path.utf8.last == UInt8(ascii: "/") ? path + rawValue : path + "/" + rawValue
    }
}
