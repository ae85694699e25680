public import Foundation

/// A directory of a test's own; it vanishes with its owner.
public struct TemporaryDirectory: ~Copyable, Sendable {
    /// Short, because the path of a Unix socket may have 107 bytes only.
    public let url: URL

    /// Creates a new empty directory.
    public init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("gh-\(UInt32.random(in: 0...UInt32.max))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// The path of a file in it.
    public func path(_ name: String) -> String {
        url.appendingPathComponent(name).path
    }
}
