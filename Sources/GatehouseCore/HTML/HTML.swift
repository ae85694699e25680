internal import GatewayInterface
internal import HTTPTypes

/// HTML text. Interpolated values are escaped, so that no value becomes a tag.
///
/// ```swift
/// let item: HTML = "<li class=\"\(kind)\">\(note.title)</li>"           // both escaped
/// let list: HTML = "<ul>\(notes.map { "<li>\($0.title)</li>" as HTML })</ul>"
/// let link: HTML = "<a href=\"\(url: note.source)\">source</a>"         // no javascript:
/// ```
///
/// Escaped text is safe between tags and within quoted attributes. It is not safe in a script, in a style, or in an
/// attribute whose name begins with "on"; put data for those into a `data-` attribute. Write `\(url:)` where a browser
/// expects a URL.
///
/// As a response, it has status 200 and the type `text/html`.
public struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The HTML in UTF-8. A page consists of many pieces, and appending bytes is faster than appending text.
    let bytes: [UInt8]

    /// The HTML as text. Each access creates a new string.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Creates empty HTML.
    public init() {
        bytes = []
    }

    /// Creates HTML from a literal in the program.
    public init(stringLiteral text: String) {
        bytes = Array(text.utf8)
    }

    /// Creates HTML from a literal with interpolated values.
    public init(stringInterpolation interpolation: StringInterpolation) {
        bytes = interpolation.bytes
    }

    /// Creates HTML from trusted text, without escaping. Use it only for output of code that escapes, never for text of
    /// a user.
    public init(trusted text: String) {
        bytes = Array(text.utf8)
    }

    /// Creates HTML from plain text: `&`, `<`, `>`, `"` and `'` become character references.
    public init(escaping text: some StringProtocol) {
        var bytes: [UInt8] = []
        bytes.append(escaping: String(text))
        self.bytes = bytes
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Builds HTML from literal parts and values.
    public struct StringInterpolation: StringInterpolationProtocol {
        var bytes: [UInt8] = []

        /// Creates an interpolation with capacity for a text of about this length.
        public init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 32)
        }

        /// Appends a literal part.
        public mutating func appendLiteral(_ literal: String) {
            bytes.append(text: literal)
        }

        /// Appends a text, escaped.
        public mutating func appendInterpolation(_ text: String) {
            bytes.append(escaping: text)
        }

        /// Appends a number.
        public mutating func appendInterpolation(_ number: Int) {
            bytes.append(decimal: number)
        }

        /// Appends a value as text, escaped.
        public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            bytes.append(escaping: value.description)
        }

        /// Appends HTML unchanged.
        public mutating func appendInterpolation(_ html: HTML) {
            bytes += html.bytes
        }

        /// Appends HTML unchanged; appends nothing for `nil`.
        public mutating func appendInterpolation(_ html: HTML?) {
            if let html { bytes += html.bytes }
        }

        /// Appends pieces of HTML unchanged, one after another.
        public mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { bytes += piece.bytes }
        }

        /// Appends an escaped URL, for an attribute such as `href` or `src`. It must lead to a web page, a mail
        /// address, a telephone number or a place on this site. Any other URL, such as `javascript:…`, becomes
        /// `about:invalid`.
        public mutating func appendInterpolation(url: String) {
            bytes.append(escaping: Self.isHarmless(url) ? url : "about:invalid")
        }

        /// Appends an escaped URL.
        public mutating func appendInterpolation(url: some StringProtocol) {
            appendInterpolation(url: String(url))
        }

        private static func isHarmless(_ url: String) -> Bool {
            let bytes = url.utf8.span
            var end: Int?
            for index in bytes.indices {
                switch bytes[index] {
                // Browsers remove tabs, line breaks and leading spaces before they look for a scheme.
                case ...0x20, 0x7F, UInt8(ascii: "\\"): return false
                case UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"):
                    if end == nil { end = index }
                default: break
                }
            }
            guard let end, bytes[end] == UInt8(ascii: ":") else { return true }
            let scheme = String(decoding: url.utf8.prefix(end), as: UTF8.self).lowercasedASCII
            return ["http", "https", "mailto", "tel"].contains(where: scheme.hasSameBytes(as:))
        }
    }
}

extension HTML {
    /// Concatenates two pieces of HTML.
    public static func + (left: HTML, right: HTML) -> HTML {
        HTML(bytes: left.bytes + right.bytes)
    }
}

extension HTML: ResponseConvertible {
    /// Returns status 200 with the HTML as `text/html`.
    public func response(to request: Request) -> Response {
        Response(.page, body: .bytes(bytes))
    }
}
