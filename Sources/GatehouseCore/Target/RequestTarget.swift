/// What a client asked for: the path, split and decoded once, and the query as it came.
///
/// It is read from `REQUEST_URI` alone, which every web server passes byte for byte as the client sent it. `SCRIPT_NAME`
/// and `PATH_INFO` are decoded, merged and split differently by each of them, so nothing is routed on them.
public struct RequestTarget: Sendable, Hashable {
    /// The segments of the path, decoded: `/a/b%20c` is `["a", "b c"]`, `/a/` is `["a", ""]`, `/` is `[""]`.
    ///
    /// They are valid UTF-8 without control characters, "/" or "\", and none is "." or "..". They are never joined
    /// and split again.
    public let segments: [String]

    /// What stands behind the first "?", as it came; `nil` without one.
    public let query: String?

    /// Reads a request target (RFC 9112, section 3.2).
    ///
    /// - Parameter uri: the bytes of `REQUEST_URI`: a path and query, or `http://authority` or `https://authority` and
    ///   those.
    /// - Throws: ``RequestTargetError`` for a target that two readers could understand differently.
    public init(_ uri: some Collection<UInt8>) throws(RequestTargetError) {
        let path = try Self.withoutAuthority(Array(uri)[...])
        // Cut before anything is decoded: a "%3F" is part of the path.
        if let mark = path.firstIndex(of: UInt8(ascii: "?")) {
            query = String(decoding: path[(mark + 1)...], as: UTF8.self)
            segments = try Self.segments(of: path[..<mark])
        } else {
            query = nil
            segments = try Self.segments(of: path)
        }
    }

    private init(segments: [String], query: String?) {
        self.segments = segments
        self.query = query
    }

    /// The target below a mount, or `nil` when it lies elsewhere.
    func below(_ mount: [String]) -> RequestTarget? {
        guard segments.count >= mount.count, zip(segments, mount).allSatisfy({ ExactText($0) == ExactText($1) }) else {
            return nil
        }
        let rest = segments.dropFirst(mount.count)
        return RequestTarget(segments: rest.isEmpty ? [""] : Array(rest), query: query)
    }

    /// The decoded path with slashes merged: what a web server makes of it for `REDIRECT_URL` or `SCRIPT_NAME`.
    var merged: String {
        let text = segments.filter { !$0.isEmpty }.map { "/" + $0 }.joined()
        return text.isEmpty || segments.last == "" ? text + "/" : text
    }

    private static func withoutAuthority(
        _ uri: ArraySlice<UInt8>
    ) throws(RequestTargetError) -> ArraySlice<UInt8> {
        guard let first = uri.first else { throw RequestTargetError("it is empty") }
        if first == UInt8(ascii: "/") { return uri }
        for scheme in ["http://", "https://"] where uri.starts(with: scheme.utf8) {
            let rest = uri.dropFirst(scheme.utf8.count)
            guard let slash = rest.firstIndex(of: UInt8(ascii: "/")), slash > rest.startIndex else { break }
            guard !rest[..<slash].contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) else { break }
            return rest[slash...]
        }
        throw RequestTargetError("it begins neither with \"/\" nor with a scheme and an authority")
    }

    private static func segments(of path: ArraySlice<UInt8>) throws(RequestTargetError) -> [String] {
        var segments: [String] = []
        var segment: [UInt8] = []
        var index = path.startIndex + 1
        while index < path.endIndex {
            var byte = path[index]
            index += 1
            if byte == UInt8(ascii: "/") {
                segments.append(try decoded(segment))
                segment.removeAll(keepingCapacity: true)
                continue
            }
            if byte == UInt8(ascii: "#") { throw RequestTargetError("it holds a fragment") }
            if byte == UInt8(ascii: "%") {
                guard path.endIndex - index >= 2, let high = hexadecimal(path[index]),
                    let low = hexadecimal(path[index + 1])
                else { throw RequestTargetError("a \"%\" is not followed by two hexadecimal digits") }
                byte = high << 4 | low
                index += 2
                if byte == UInt8(ascii: "/") { throw RequestTargetError("a segment holds an encoded \"/\"") }
            }
            if byte == UInt8(ascii: "\\") { throw RequestTargetError("a segment holds a \"\\\"") }
            if byte < 0x20 || byte == 0x7F { throw RequestTargetError("a segment holds a control character") }
            // U+0080 to U+009F: the control characters of ISO 8859, which terminals obey.
            if (0x80...0x9F).contains(byte), segment.last == 0xC2 {
                throw RequestTargetError("a segment holds a control character")
            }
            segment.append(byte)
        }
        segments.append(try decoded(segment))
        return segments
    }

    private static func decoded(_ segment: [UInt8]) throws(RequestTargetError) -> String {
        guard let text = String(validating: segment, as: UTF8.self) else {
            throw RequestTargetError("a segment is no UTF-8")
        }
        guard text != ".", text != ".." else { throw RequestTargetError("a segment is \".\" or \"..\"") }
        return text
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
