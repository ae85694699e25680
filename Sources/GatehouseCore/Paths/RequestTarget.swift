internal import GatewayInterface

/// What a client asked for: the path, split and decoded once, and the query as it came.
///
/// It is read from `REQUEST_URI` alone, which every web server passes byte for byte as the client sent it. `SCRIPT_NAME`
/// and `PATH_INFO` are decoded, merged and split differently by each of them, so nothing is routed on them.
public struct RequestTarget: Sendable, Hashable {
    /// The segments of the path, decoded: `/a/b%20c` is `["a", "b c"]`, `/a/` is `["a", ""]`, `/` is `[""]`.
    ///
    /// They are valid UTF-8 without control characters, "\" or more than 30 combining marks in a row, and none is "." or
    /// "..". They are never joined and split
    /// again: a segment with an encoded "/" holds that "/", and only a parameter that asks for it
    /// (`{name:slashes}`) matches one. There are none when the path is the mount itself, without a "/" at its end.
    public let segments: [String]

    /// What stands behind the first "?", as it came; `nil` without one.
    ///
    /// It is valid UTF-8 without more than 30 combining marks in a row, as it came and once each `%XX` in it is decoded.
    public let query: String?

    /// Reads a request target (RFC 9112, section 3.2).
    ///
    /// - Parameter uri: the bytes of `REQUEST_URI`: a path and query, or `http://authority` or `https://authority` and
    ///   those.
    /// - Throws: ``RequestTargetError`` for a target that two readers could understand differently.
    public init(_ uri: some Collection<UInt8>) throws(RequestTargetError) {
        let path = try Self.withoutAuthority(uri as? ArraySlice<UInt8> ?? Array(uri)[...])
        // Cut before anything is decoded: a "%3F" is part of the path.
        if let mark = path.firstIndex(of: UInt8(ascii: "?")) {
            query = try Self.query(path[(mark + 1)...])
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
        if mount.isEmpty { return self }
        guard segments.count >= mount.count, zip(segments, mount).allSatisfy({ ExactText($0) == ExactText($1) }) else {
            return nil
        }
        let rest = segments.dropFirst(mount.count)
        return RequestTarget(segments: Array(rest), query: query)
    }

    /// The decoded path with slashes merged: what a web server makes of it for `REDIRECT_URL` or `SCRIPT_NAME`.
    ///
    /// - Parameter slash: what the web server makes of an encoded "/": the same again, or a "/".
    func merged(encodedSlash slash: String) -> String {
        // Over bytes: to a Character, "/" with a combining mark behind it is no "/".
        let text = segments.filter { !$0.isEmpty }
            .map { segment in
                let parts = segment.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
                return "/" + parts.map { String(Substring($0)) }.joined(separator: slash)
            }
            .joined()
        return text.isEmpty || endsInSlash ? text + "/" : text
    }

    /// Whether the path ends in a "/" that is not encoded.
    var endsInSlash: Bool { segments.last?.isEmpty == true }

    /// Whether a segment holds an encoded "/".
    var hasEncodedSlash: Bool {
        segments.contains { $0.utf8.contains(UInt8(ascii: "/")) }
    }

    /// The path and the query, in the one form that a link has: that of the mount itself ends in "/".
    var text: String {
        PathText.path(segments.isEmpty ? [""] : segments) + (query.map { "?" + PathText.query($0) } ?? "")
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
        segments.reserveCapacity(8)
        var start = path.startIndex + 1
        while true {
            let end = path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
            segments.append(try segment(path[start..<end]))
            if end == path.endIndex { return segments }
            start = end + 1
        }
    }

    private static func segment(_ raw: ArraySlice<UInt8>) throws(RequestTargetError) -> String {
        var isEncoded = false
        var isPlain = true
        for byte in raw {
            switch byte {
            case UInt8(ascii: "#"): throw RequestTargetError("it holds a fragment")
            case UInt8(ascii: "%"): isEncoded = true
            case 0x21..<0x7F: if byte == UInt8(ascii: "\\") { isPlain = false }
            default: isPlain = false
            }
        }
        // Nearly every segment: nothing to decode, and no byte that needs a closer look.
        if isPlain, !isEncoded {
            guard raw.first != UInt8(ascii: ".") || raw.count > 2 || raw.last != UInt8(ascii: ".") else {
                throw RequestTargetError("a segment is \".\" or \"..\"")
            }
            return String(decoding: raw, as: UTF8.self)
        }
        let bytes = isEncoded ? try decoded(raw)[...] : raw
        var last: UInt8 = 0
        for byte in bytes {
            if byte == UInt8(ascii: "\\") { throw RequestTargetError("a segment holds a \"\\\"") }
            // With U+0080 to U+009F: the control characters of ISO 8859, which terminals obey.
            if byte < 0x20 || byte == 0x7F || ((0x80...0x9F).contains(byte) && last == 0xC2) {
                throw RequestTargetError("a segment holds a control character")
            }
            last = byte
        }
        let text: String
        do throws(ClientTextError) {
            text = try ClientText.string(bytes)
        } catch {
            throw RequestTargetError("a segment \(error)")
        }
        // Also between encoded slashes: a web server may have taken those for slashes.
        let parts = isEncoded ? bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) : [bytes]
        for part in parts where part.first == UInt8(ascii: ".") && part.count <= 2 && part.last == UInt8(ascii: ".") {
            throw RequestTargetError("a segment is \".\" or \"..\"")
        }
        return text
    }

    /// A query, which is no other text for a reader that decodes it than for one that does not: `%FF` is refused as the byte
    /// is. A "%" that begins no `%XX` is left to whoever reads the query.
    private static func query(_ raw: ArraySlice<UInt8>) throws(RequestTargetError) -> String {
        do throws(ClientTextError) {
            let text = try ClientText.string(raw)
            if raw.contains(UInt8(ascii: "%")) { _ = try ClientText.string(PathText.leniently(decoding: raw)[...]) }
            return text
        } catch {
            throw RequestTargetError("the query \(error)")
        }
    }

    private static func decoded(_ raw: ArraySlice<UInt8>) throws(RequestTargetError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var index = raw.startIndex
        while index < raw.endIndex {
            guard raw[index] == UInt8(ascii: "%") else {
                bytes.append(raw[index])
                index += 1
                continue
            }
            guard raw.endIndex - index > 2, let high = PathText.hexadecimal(raw[index + 1]),
                let low = PathText.hexadecimal(raw[index + 2])
            else { throw RequestTargetError("a \"%\" is not followed by two hexadecimal digits") }
            bytes.append(high << 4 | low)
            index += 3
        }
        return bytes
    }
}
