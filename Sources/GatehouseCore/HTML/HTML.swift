internal import GatewayInterface
internal import HTTPTypes

/// HTML text. What is put into it is escaped, so that no value of a user becomes a tag.
///
/// ```swift
/// let item: HTML = "<li class=\"\(kind)\">\(note.title)</li>"           // both escaped
/// let list: HTML = "<ul>\(notes.map { "<li>\($0.title)</li>" as HTML })</ul>"
/// let link: HTML = "<a href=\"\(url: note.source)\">source</a>"         // no javascript:
/// ```
///
/// Escaped text is safe between tags and within quoted attributes. It is not in a script, a style, or an attribute that
/// begins with "on"; put data there into a `data-` attribute instead, and write `\(url:)` where a browser expects a URL.
///
/// As an answer it is a 200 with `text/html`.
public struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// As it goes to the client, in UTF-8. A page is put together of many pieces, and bytes are sooner appended than text.
    let bytes: [UInt8]

    /// The text, made anew each time.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Nothing.
    public init() {
        bytes = []
    }

    /// HTML that is written out in the program.
    public init(stringLiteral text: String) {
        bytes = Array(text.utf8)
    }

    /// HTML with values in it.
    public init(stringInterpolation interpolation: StringInterpolation) {
        bytes = interpolation.bytes
    }

    /// Takes a text for HTML as it is. For what was made by something that escapes; never for what a user wrote.
    public init(trusted text: String) {
        bytes = Array(text.utf8)
    }

    /// Makes text of plain text: `&`, `<`, `>`, `"` and `'` are written as references.
    public init(escaping text: some StringProtocol) {
        var bytes: [UInt8] = []
        bytes.append(escaping: String(text))
        self.bytes = bytes
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Puts together HTML with values in it.
    public struct StringInterpolation: StringInterpolationProtocol {
        var bytes: [UInt8] = []

        /// Prepares for a text of about this length.
        public init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        /// Appends what is written out in the program.
        public mutating func appendLiteral(_ literal: String) {
            bytes += literal.utf8
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

        /// Appends HTML as it is.
        public mutating func appendInterpolation(_ html: HTML) {
            bytes += html.bytes
        }

        /// Appends HTML as it is, or nothing.
        public mutating func appendInterpolation(_ html: HTML?) {
            if let html { bytes += html.bytes }
        }

        /// Appends pieces of HTML as they are, one after the other.
        public mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { bytes += piece.bytes }
        }

        /// Appends a URL, for an attribute such as `href` or `src`: escaped, and only if it leads to a web page, a mail
        /// address or a place on this site. Anything else, such as `javascript:…`, becomes `about:invalid`.
        public mutating func appendInterpolation(url: some StringProtocol) {
            let url = String(url)
            bytes.append(escaping: Self.isHarmless(url) ? url : "about:invalid")
        }

        private static func isHarmless(_ url: String) -> Bool {
            // Browsers drop tabs, line breaks and leading spaces before they look for a scheme.
            guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else { return false }
            let end = url.utf8.firstIndex { byte in
                switch byte {
                case UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): true
                default: false
                }
            }
            guard let end, url.utf8[end] == UInt8(ascii: ":") else { return true }
            let scheme = String(url[..<end]).lowercasedASCII
            return ["http", "https", "mailto", "tel"].contains(where: scheme.hasSameBytes(as:))
        }
    }
}

extension HTML {
    /// HTML and more of it.
    public static func + (left: HTML, right: HTML) -> HTML {
        HTML(bytes: left.bytes + right.bytes)
    }
}

extension HTML: ResponseConvertible {
    /// Status 200 and the text as `text/html`.
    public func response(to request: Request) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/html; charset=utf-8"],
            body: .bytes(bytes)
        )
    }
}
