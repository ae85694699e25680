internal import GatewayInterface

/// What a client is shown when it is asked for credentials (RFC 9110, section 11.5).
struct Realm: Sendable {
    /// In quotes, as it stands in a challenge.
    let quoted: String
    /// What is wrong with it; empty if nothing is.
    let problems: [String]

    /// A realm of printable ASCII: what other bytes mean there, no RFC says.
    init(_ text: String) {
        let isPrintable = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        problems = isPrintable ? [] : ["the realm \(LogText.quoted(text.utf8)) holds more than printable ASCII"]
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { quoted.append(UInt8(ascii: "\\")) }
            quoted.append(byte)
        }
        self.quoted = String(decoding: quoted + [UInt8(ascii: "\"")], as: UTF8.self)
    }
}
