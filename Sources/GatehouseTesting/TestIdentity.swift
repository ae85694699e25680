public import HTTPTypes

/// The client in a test: the header fields and parameters that a web server would pass for it.
///
/// ```swift
/// let alice = TestIdentity.bearer("alice's token")
/// let response = try await app.get("/notes/1", as: alice)
/// ```
public struct TestIdentity: Sendable, Hashable {
    /// Header fields that the client sends with every request.
    public var headers: HTTPFields

    /// Parameters that the web server adds for the client, such as `REMOTE_ADDR`.
    public var parameters: [String: String]

    /// Creates a client.
    public init(headers: HTTPFields = [:], parameters: [String: String] = [:]) {
        self.headers = headers
        self.parameters = parameters
    }

    /// A client without credentials.
    public static let anonymous = TestIdentity()

    /// A client that sends a bearer token (RFC 6750).
    public static func bearer(_ token: String) -> TestIdentity {
        TestIdentity(headers: [.authorization: "Bearer \(token)"])
    }

    /// A client that sends a user name and a password (RFC 7617).
    public static func basic(_ user: String, _ password: String) -> TestIdentity {
        TestIdentity(headers: [.authorization: "Basic \(Base64.encoded("\(user):\(password)".utf8))"])
    }

    /// A client that sends a cookie.
    public static func cookie(_ name: String, _ value: String) -> TestIdentity {
        TestIdentity(headers: [.cookie: "\(name)=\(value)"])
    }

    /// A client with an IP address.
    public static func at(_ address: String) -> TestIdentity {
        TestIdentity(parameters: ["REMOTE_ADDR": address])
    }
}

/// Base64 (RFC 4648, section 4).
enum Base64 {
    static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        var group: [UInt8] = []
        func flush() {
            guard !group.isEmpty else { return }
            let padded = group + repeatElement(0, count: 3 - group.count)
            let bits = padded.reduce(0) { $0 << 8 | Int($1) }
            for index in 0..<4 {
                text.append(index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
            }
            group = []
        }
        for byte in bytes {
            group.append(byte)
            if group.count == 3 { flush() }
        }
        flush()
        return String(decoding: text, as: UTF8.self)
    }
}
