public import Foundation

/// A directory for one test. It is deleted with its owner.
public struct TemporaryDirectory: ~Copyable, Sendable {
    /// Short, because the path of a Unix socket has at most 107 bytes.
    public let url: URL

    /// Creates a new empty directory.
    public init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("gh-\(UInt32.random(in: 0...UInt32.max))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// The path of a file in the directory.
    public func path(_ name: String) -> String {
        url.appendingPathComponent(name).path
    }
}
