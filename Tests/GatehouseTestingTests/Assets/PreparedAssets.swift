import Foundation
import TestSupport
import Testing

/// A directory of assets, and what scripts/prepare-assets makes of it.
final class PreparedAssets: Sendable {
    private let owner: Owner
    var source: String { owner.directory.path("source") }
    var output: String { owner.directory.path("output") }

    /// Deletes the directory when the class is released.
    private final class Owner: Sendable {
        let directory: TemporaryDirectory
        init() throws { directory = try TemporaryDirectory() }
    }

    /// Longer than its compressed form.
    static let style = "body { background: url(logo.png) }\n" + String(repeating: "p { color: green }\n", count: 40)
    /// Does not become smaller.
    static let logo = [UInt8](0..<200)

    init() throws {
        owner = try Owner()
        try FileManager.default.createDirectory(atPath: source, withIntermediateDirectories: false)
        try write("style.css", Array(Self.style.utf8))
        try write("logo.png", Self.logo)
        try write("app.min.js", Array("start()\n".utf8))
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(source)/\(name)"))
    }

    /// Runs the script.
    ///
    /// - Returns: what it writes to standard error; empty if it succeeds.
    @discardableResult
    func prepare() throws -> String {
        let end = try Program(Self.script, [source, output], environment: ["PATH": "/usr/bin:/bin"]).end()
        #expect((end.status == 0) == end.errors.isEmpty)
        return end.errors
    }

    static var script: String { Products.root.appendingPathComponent("scripts/prepare-assets").path }

    /// The name with the fingerprint, from the manifest.
    func path(_ name: String) throws -> String {
        let manifest = try String(contentsOfFile: output + "/assets.manifest", encoding: .utf8)
        let line = try #require(manifest.split(separator: "\n").first { $0.hasPrefix(name + " ") })
        return String(line.split(separator: " ")[1])
    }
}
