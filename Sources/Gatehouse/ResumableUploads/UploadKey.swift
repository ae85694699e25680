internal import GatewayInterface

/// The names of an upload's files. They begin with a hash of the owner, so that the uploads of one owner are found quickly.
///
/// The hash only selects names; ``UploadState/owner`` decides whose upload it is.
struct UploadKey: Sendable, Hashable {
    /// The identifier in the URL: 26 characters with more than 128 random bits.
    let id: String

    private let prefix: String

    /// Creates a key with a new identifier, from the random numbers of the kernel.
    init(of owner: String) {
        let words = [UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)]
        id = words.map { word in
            let digits = String(word, radix: 36)
            return String(repeating: "0", count: 13 - digits.utf8.count) + digits
        }.joined()
        prefix = Self.prefix(of: owner)
    }

    /// The key for an identifier from a client; `nil` if it is malformed.
    init?(_ id: String, of owner: String) {
        guard id.utf8.count == 26, id.utf8.allSatisfy(Self.isDigit) else { return nil }
        self.id = id
        prefix = Self.prefix(of: owner)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte.isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    /// FNV-1a with 64 bits, in hexadecimal digits.
    static func prefix(of owner: String) -> String {
        let digits = String(hash(of: owner), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits + "-"
    }

    static func hash(of owner: String) -> UInt64 {
        owner.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// The state of an unfinished upload.
    var state: String { "\(prefix)\(id)\(Self.stateSuffix)" }
    /// The bytes that have arrived.
    var data: String { "\(prefix)\(id).data" }
    /// The lock, with the number of the request whose turn it is.
    var turn: String { "\(prefix)\(id).turn" }
    /// The answer to a finished upload.
    var answer: String { "\(prefix)\(id)\(Self.answerSuffix)" }

    static let stateSuffix = ".state"
    static let answerSuffix = ".answer"
}
