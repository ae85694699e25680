internal import GatewayInterface

/// A text that equals another only byte by byte.
///
/// `String` compares by canonical equivalence: the Kelvin sign equals "K" there. The web server in front compares bytes,
/// and a rule of its own for "/Keys" must not be passed by another spelling that the gate takes for the same.
struct ExactText: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: Self, right: Self) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    func hash(into hasher: inout Hasher) {
        // The bytes, because a text is normalized to be hashed.
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
