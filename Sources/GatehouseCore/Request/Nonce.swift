internal import Synchronization

/// A random value for one response, created on first use.
struct Nonce: ~Copyable, Sendable {
    private let text = Mutex<String?>(nil)

    /// The nonce: 128 random bits in base64url.
    var value: String {
        text.withLock { text in
            if let text { return text }
            let new = Self.random()
            text = new
            return new
        }
    }

    /// The nonce; `nil` if it was never used.
    var valueIfUsed: String? { text.withLock { $0 } }

    /// Takes over the nonce of another response, if that one was used.
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
