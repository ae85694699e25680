internal import GatewayInterface

/// The realm of a challenge: what the client has to authenticate for (RFC 9110, section 11.5).
struct Realm: Sendable {
    /// The realm as a quoted string.
    let quoted: String
    /// The configuration errors; empty if the realm is valid.
    let problems: [String]

    /// Creates a realm. It must be printable ASCII, because no RFC defines the meaning of other bytes.
    init(_ text: String) {
        let isPrintable = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        problems = isPrintable ? [] : ["invalid realm \(LogText.quoted(text.utf8)); use printable ASCII only"]
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { quoted.append(UInt8(ascii: "\\")) }
            quoted.append(byte)
        }
        self.quoted = String(decoding: quoted + [UInt8(ascii: "\"")], as: UTF8.self)
    }
}
