import Foundation
import Gatehouse
import GatehouseConfiguration

/// The key with which the first administrator creates an account, in a file that only the user of the program can read.
struct FirstRun: Sendable {
    private static let file = "first-run-key"

    let key: String
    private let path: String

    /// Reads the key; `nil` if there is none.
    init?(in data: String) throws {
        path = "\(data)/\(Self.file)"
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        key = String(decoding: bytes, as: UTF8.self)
        guard key.utf8.count == 24 else { return nil }
    }

    /// Reads the key, and makes one if there is none. The first of several processes makes it.
    static func make(in data: String) throws -> FirstRun? {
        if let known = try FirstRun(in: data) { return known }
        let name = "\(data)/.\(RandomID.make())"
        guard
            FileManager.default.createFile(
                atPath: name, contents: Data(RandomID.make().utf8), attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        // A link never replaces a file, and the file is complete when it gets its name.
        try? FileManager.default.linkItem(atPath: name, toPath: "\(data)/\(file)")
        try FileManager.default.removeItem(atPath: name)
        return try FirstRun(in: data)
    }

    func matches(_ guess: String) -> Bool { Secret(key).matches(guess) }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
