internal import HTTPTypes

/// The cookies that a client sent.
///
/// Other programs of the same domain set cookies too, so one that is malformed is left out and makes no request fail.
struct Cookies: Sendable {
    /// The largest number of cookies that are looked at; browsers keep about 180 for a domain.
    static let most = 256

    private let pairs: [(name: ExactText, value: String)]

    /// Reads the value of a `Cookie` field.
    init(_ field: String) {
        var pairs: [(name: ExactText, value: String)] = []
        for part in field.utf8.split(separator: UInt8(ascii: ";")).prefix(Self.most) {
            let pair = Self.trimmed(part).split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard pair.count == 2 else { continue }
            let name = pair[0]
            var value = Self.trimmed(pair[1])
            if value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"") {
                value = value.dropFirst().dropLast()
            }
            guard !name.isEmpty, name.allSatisfy(HTTPToken.contains), value.allSatisfy(Cookie.isValueByte) else {
                continue
            }
            pairs.append((ExactText(String(Substring(name))), String(Substring(value))))
        }
        self.pairs = pairs
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        var text = text
        while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return text
    }

    /// The value of a cookie; `nil` when there is none of this name, or there are several.
    subscript(name: String) -> String? {
        let values = pairs.filter { $0.name == ExactText(name) }.map(\.value)
        return values.count == 1 ? values[0] : nil
    }
}

extension Request {
    /// The value of a cookie, as the client sent it (RFC 6265, section 5.4); `nil` when there is none of that name.
    ///
    /// A name that comes twice is `nil` as well: whoever can set a cookie for the whole domain could put theirs
    /// before yours. A name with `__Host-` in front keeps them from that. A value that holds what none can hold is `nil`;
    /// quotation marks around it are taken off.
    ///
    /// - Parameter name: compared byte by byte.
    public func cookie(_ name: String) -> String? {
        header(.cookie).flatMap { Cookies($0)[name] }
    }
}
