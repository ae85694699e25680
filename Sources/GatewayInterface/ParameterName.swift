/// The name of a parameter, prepared for lookups: the gate looks up a dozen names for each request.
package struct ParameterName: Sendable {
    /// The longest possible name.
    private static let capacity = 32

    /// The bytes before the last eight, in words. The last word may overlap ``last``. A name of fewer than eight bytes is in
    /// the first word.
    private let words: InlineArray<3, UInt64>
    /// The last eight bytes.
    private let last: UInt64
    let count: Int
    /// The number of the name in the index of a ``ParameterTable``.
    let number: Int

    /// - Parameter text: 1 to 32 bytes. Any other length is a programming error and traps.
    package init(_ text: StaticString) {
        let text = Array("\(text)".utf8)
        precondition((1...Self.capacity).contains(text.count), "a parameter name has 1 to 32 bytes")
        let bytes = text.span
        var words = InlineArray<3, UInt64>(repeating: 0)
        if bytes.count < 8 {
            words[0] = bytes.shortWord
        } else {
            for index in 0..<(bytes.count - 1) / 8 {
                words[index] = bytes.extracting(droppingFirst: 8 * index).firstWord
            }
        }
        self.words = words
        last = bytes.count < 8 ? 0 : bytes.lastWord
        count = text.count
        number = ParameterTable.number(of: text.span)
    }

    /// Whether the name is equal to a name in a block of bytes.
    func isEqual(to name: Span<UInt8>) -> Bool {
        guard name.count == count else { return false }
        guard count >= 8 else { return name.shortWord == words[0] }
        return name.lastWord == last
            && (count <= 8 || name.firstWord == words[0])
            && (count <= 16 || name.extracting(droppingFirst: 8).firstWord == words[1])
            && (count <= 24 || name.extracting(droppingFirst: 16).firstWord == words[2])
    }
}

extension ParameterName {
    package static let contentLength = ParameterName("CONTENT_LENGTH")
    package static let cookie = ParameterName("HTTP_COOKIE")
    package static let fetchDestination = ParameterName("HTTP_SEC_FETCH_DEST")
    package static let fetchMode = ParameterName("HTTP_SEC_FETCH_MODE")
    package static let fetchSite = ParameterName("HTTP_SEC_FETCH_SITE")
    package static let forwarded = ParameterName("HTTP_FORWARDED")
    package static let forwardedFor = ParameterName("HTTP_X_FORWARDED_FOR")
    package static let forwardedHost = ParameterName("HTTP_X_FORWARDED_HOST")
    package static let forwardedProto = ParameterName("HTTP_X_FORWARDED_PROTO")
    package static let host = ParameterName("HTTP_HOST")
    package static let https = ParameterName("HTTPS")
    package static let origin = ParameterName("HTTP_ORIGIN")
    package static let pathInfo = ParameterName("PATH_INFO")
    package static let redirectStatus = ParameterName("REDIRECT_STATUS")
    package static let redirectURL = ParameterName("REDIRECT_URL")
    package static let remoteAddress = ParameterName("REMOTE_ADDR")
    package static let requestMethod = ParameterName("REQUEST_METHOD")
    package static let requestScheme = ParameterName("REQUEST_SCHEME")
    package static let requestURI = ParameterName("REQUEST_URI")
    package static let scriptFilename = ParameterName("SCRIPT_FILENAME")
    package static let scriptName = ParameterName("SCRIPT_NAME")
    package static let serverName = ParameterName("SERVER_NAME")
}
