/// The name of a parameter, ready to be looked up: the gate asks for a dozen names in each request.
package struct ParameterName: Sendable {
    /// The longest name that there can be.
    private static let capacity = 32

    private let bytes: InlineArray<32, UInt8>
    let count: Int
    /// Its number in the index of a ``ParameterTable``.
    let number: Int

    /// - Parameter text: 1 to 32 bytes; anything else is a mistake in the program, which ends.
    package init(_ text: StaticString) {
        let text = Array("\(text)".utf8)
        precondition((1...Self.capacity).contains(text.count), "a name of 1 to 32 bytes")
        var bytes = InlineArray<32, UInt8>(repeating: 0)
        for (index, byte) in text.enumerated() { bytes[index] = byte }
        self.bytes = bytes
        count = text.count
        number = ParameterTable.number(of: text.span)
    }

    /// Whether it is the name that stands somewhere in a block of bytes.
    func isEqual(to name: Span<UInt8>) -> Bool {
        guard name.count == count else { return false }
        var index = 0
        while index < name.count {
            if name[index] != bytes[index] { return false }
            index &+= 1
        }
        return true
    }
}

extension ParameterName {
    package static let contentLength = ParameterName("CONTENT_LENGTH")
    package static let forwarded = ParameterName("HTTP_FORWARDED")
    package static let forwardedFor = ParameterName("HTTP_X_FORWARDED_FOR")
    package static let forwardedHost = ParameterName("HTTP_X_FORWARDED_HOST")
    package static let forwardedProto = ParameterName("HTTP_X_FORWARDED_PROTO")
    package static let host = ParameterName("HTTP_HOST")
    package static let https = ParameterName("HTTPS")
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
