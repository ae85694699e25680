internal import GatewayInterface

/// A text that is compared byte by byte.
///
/// `String` compares by canonical equivalence: it considers the Kelvin sign equal to "K". The web server in front
/// compares bytes. If the gate accepted another spelling of "/Keys", a client could bypass a rule of the web server for
/// "/Keys".
struct ExactText: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: Self, right: Self) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    func hash(into hasher: inout Hasher) {
        // Hashing the text itself would normalize it.
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
