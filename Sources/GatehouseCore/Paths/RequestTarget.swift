internal import GatewayInterface

/// The target of a request: the path, split and decoded once, and the query, unchanged.
///
/// It is read only from `REQUEST_URI`, which every web server passes byte for byte as the client sent it. Routing never
/// uses `SCRIPT_NAME` or `PATH_INFO`: web servers decode, merge and split those differently.
public struct RequestTarget: Sendable, Hashable {
    /// The segments of the path, decoded: `/a/b%20c` is `["a", "b c"]`, `/a/` is `["a", ""]`, `/` is `[""]`.
    ///
    /// Each segment is valid UTF-8 without control characters, without "\" and without more than 30 combining marks in
    /// a row. No segment is "." or "..".
    ///
    /// Gatehouse never joins segments to split them again. A segment with an encoded "/" contains that "/", and only a
    /// `{name:slashes}` parameter matches it. The array is empty if the path is the mount itself without a "/" at its
    /// end.
    public let segments: [String]

    /// The text after the first "?", not decoded; `nil` if the target has no "?".
    ///
    /// It is valid UTF-8 without more than 30 combining marks in a row, both before and after decoding `%XX`.
    public let query: String?

    /// Reads a request target (RFC 9112, section 3.2).
    ///
    /// - Parameter uri: the bytes of `REQUEST_URI`: a path and query, optionally after `http://authority` or
    ///   `https://authority`.
    /// - Throws: ``RequestTargetError`` for a target that two readers could understand differently.
    public init(_ uri: some Collection<UInt8>) throws(RequestTargetError) {
        let path = try Self.withoutAuthority(uri as? ArraySlice<UInt8> ?? Array(uri)[...])
        // Split before decoding: a "%3F" is part of the path.
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

    /// The target relative to a mount; `nil` if it is not below the mount.
    func below(_ mount: [String]) -> RequestTarget? {
        if mount.isEmpty { return self }
        guard segments.count >= mount.count, zip(segments, mount).allSatisfy({ ExactText($0) == ExactText($1) }) else {
            return nil
        }
        let rest = segments.dropFirst(mount.count)
        return RequestTarget(segments: Array(rest), query: query)
    }

    /// The decoded path with merged slashes, as a web server writes it into `REDIRECT_URL` or `SCRIPT_NAME`.
    ///
    /// - Parameter slash: the web server's text for an encoded "/": `%2F`, `%2f` or "/".
    func merged(encodedSlash slash: String) -> String {
        // Compare bytes: to `Character`, "/" followed by a combining mark is not "/".
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

    /// Whether a segment contains an encoded "/".
    var hasEncodedSlash: Bool {
        segments.contains { $0.utf8.contains(UInt8(ascii: "/")) }
    }

    /// The path and the query in the form used for links. The path of the mount itself ends in "/".
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
        throw RequestTargetError("it must begin with \"/\" or with a scheme and an authority")
    }

    /// The segments of the path "/".
    private static let root = [""]

    private static func segments(of path: ArraySlice<UInt8>) throws(RequestTargetError) -> [String] {
        // Without an allocation.
        if path.count == 1 { return root }
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
            case UInt8(ascii: "#"): throw RequestTargetError("it contains a fragment")
            case UInt8(ascii: "%"): isEncoded = true
            case 0x21..<0x7F: if byte == UInt8(ascii: "\\") { isPlain = false }
            default: isPlain = false
            }
        }
        // The common case: nothing to decode, and no byte that needs a closer check.
        if isPlain, !isEncoded {
            guard raw.first != UInt8(ascii: ".") || raw.count > 2 || raw.last != UInt8(ascii: ".") else {
                throw RequestTargetError("a segment is \".\" or \"..\"")
            }
            return String(decoding: raw, as: UTF8.self)
        }
        let bytes = isEncoded ? try decoded(raw)[...] : raw
        var last: UInt8 = 0
        for byte in bytes {
            if byte == UInt8(ascii: "\\") { throw RequestTargetError("a segment contains a \"\\\"") }
            // This includes U+0080 to U+009F, the control characters of ISO 8859, which terminals interpret.
            if byte < 0x20 || byte == 0x7F || ((0x80...0x9F).contains(byte) && last == 0xC2) {
                throw RequestTargetError("a segment contains a control character")
            }
            last = byte
        }
        let text: String
        do throws(ClientTextError) {
            text = try ClientText.string(bytes)
        } catch {
            throw RequestTargetError("a segment \(error)")
        }
        // Also check between encoded slashes: a web server may have treated those as slashes.
        let parts = isEncoded ? bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) : [bytes]
        for part in parts where part.first == UInt8(ascii: ".") && part.count <= 2 && part.last == UInt8(ascii: ".") {
            throw RequestTargetError("a segment is \".\" or \"..\"")
        }
        return text
    }

    /// Reads a query. It must be valid both as it came and decoded: `%FF` is refused like the byte 0xFF.
    ///
    /// A "%" that is not followed by two hexadecimal digits is left for the reader of the query.
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
            guard raw.endIndex - index > 2, let high = raw[index + 1].hexadecimalValue,
                let low = raw[index + 2].hexadecimalValue
            else { throw RequestTargetError("a \"%\" is not followed by two hexadecimal digits") }
            bytes.append(high << 4 | low)
            index += 3
        }
        return bytes
    }
}
