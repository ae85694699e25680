internal import Synchronization

/// A number that is used once, in one answer; made when somebody asks for it.
struct Nonce: ~Copyable, Sendable {
    private let text = Mutex<String?>(nil)

    /// The nonce: 128 random bits, in base64url.
    var value: String {
        text.withLock { text in
            if let text { return text }
            let new = Self.random()
            text = new
            return new
        }
    }

    /// The nonce, if anybody has asked for it.
    var valueIfUsed: String? { text.withLock { $0 } }

    /// Takes the nonce of another answer over, if anybody has asked for that.
    func adopt(_ other: borrowing Nonce) {
        guard let value = other.valueIfUsed else { return }
        text.withLock { $0 = value }
    }

    private static func random() -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        for _ in 0..<2 {
            var bits = generator.next()
            for _ in 0..<11 {
                bytes.append(alphabet[Int(bits & 63)])
                bits >>= 6
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
