/// The content codings that a client accepts (RFC 9110, section 12.5.3).
enum AcceptedEncodings {
    /// Whether a response should be compressed with gzip.
    ///
    /// A client that sends no field, or a malformed weight, gets the content as it is, which every client understands. If
    /// a coding occurs several times, its lowest weight counts.
    ///
    /// - Parameter field: the value of `Accept-Encoding`; `nil` if the request has none.
    static func prefersGzip(_ field: String?) -> Bool {
        guard let field else { return false }
        var gzip: Int?
        var identity: Int?
        var others: Int?
        WeightedList.forEach(in: field) { coding, weight in
            switch coding {
            // "x-gzip" is an old name of the same coding (section 8.4.1.3).
            case "gzip", "x-gzip": gzip = min(gzip ?? weight, weight)
            case "identity": identity = min(identity ?? weight, weight)
            case "*": others = min(others ?? weight, weight)
            default: break
            }
        }
        let weight = gzip ?? others ?? 0
        return weight > 0 && weight >= identity ?? others ?? 0
    }
}
