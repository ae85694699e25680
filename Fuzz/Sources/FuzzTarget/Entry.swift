import FuzzSupport
import GatehouseCore

/// Writes segments as a path with every byte percent-encoded.
private func encoded(_ segments: [String]) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return segments.flatMap { segment in
        [0x2F] + segment.utf8.flatMap { [0x25, digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }
}

/// Parses any bytes as a request target. No segment is forbidden, and the path has the same segments after it is written and
/// parsed again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTarget(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = input(data, size)
    guard let target = try? RequestTarget(bytes) else { return 0 }
    require(!target.segments.isEmpty, "no segment")
    for segment in target.segments {
        // Byte by byte: String compares by canonical equivalence.
        let text = Array(segment.utf8)
        // An encoded slash stays in its segment, but a web server may treat it as a separator.
        for part in text.split(separator: 0x2F, omittingEmptySubsequences: false) {
            require(part != [0x2E] && part != [0x2E, 0x2E], "a dot segment")
        }
        require(!text.contains(0x5C), "a backslash in a segment")
        require(isStreamSafe(text), "too many combining marks in a segment")
        require(
            !segment.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) },
            "a control character")
    }
    // The query begins after the first "?".
    let mark = bytes.firstIndex(of: 0x3F)
    require((target.query == nil) == (mark == nil), "a query without \"?\", or \"?\" without a query")
    if let mark, let query = target.query {
        require(Array(query.utf8) == Array(bytes[(mark + 1)...]), "the query differs from the input")
        require(isStreamSafe(Array(query.utf8)), "too many combining marks in the query")
    }
    let again = try? RequestTarget(encoded(target.segments))
    require(
        again?.segments.map { Array($0.utf8) } == target.segments.map { Array($0.utf8) },
        "\(target.segments), written and parsed again, is \(again?.segments ?? [])")
    return 0
}
