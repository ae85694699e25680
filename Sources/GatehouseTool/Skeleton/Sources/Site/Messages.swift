import Gatehouse

// FoundationEssentials makes the program 40 MB smaller than Foundation, which has texts for all languages.
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A message of a visitor.
struct Message: Codable, Sendable {
    let name: String
    let text: String
    let sent: String
}

/// The messages, each in a file of its own, so that all processes can add some at the same time.
struct Messages: Sendable {
    /// A full directory takes no further messages, so that nobody fills the disk.
    static let limit = 1000

    private let directory: URL

    init(in path: String) throws {
        directory = URL(filePath: path + "/messages")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    func count() async throws -> Int {
        try names().count
    }

    /// Some messages, the newest first.
    func list(offset: Int, limit: Int) async throws -> [Message] {
        try names().sorted(by: >).dropFirst(offset).prefix(limit).map { name in
            try JSONDecoder().decode(Message.self, from: Data(contentsOf: directory.appending(path: name)))
        }
    }

    func add(_ message: Message) async throws {
        guard try names().count < Self.limit else {
            throw HTTPError(.serviceUnavailable, "We cannot take more messages now. Please try again later.")
        }
        // The names sort by time, and no two are equal.
        let name = "\(message.sent) \(UUID()).json"
        try JSONEncoder().encode(message).write(to: directory.appending(path: name), options: .atomic)
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path()).filter { $0.hasSuffix(".json") }
    }
}
