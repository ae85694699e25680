#if Tool
    import FoundationEssentials
    import Synchronization
    import SystemPackage

    @testable import GatehouseTool

    /// A home directory for one test, which disappears with it.
    final class TemporaryHome {
        let path: String

        init() throws {
            let base = FileManager.default.temporaryDirectory.path.utf8.last == UInt8(ascii: "/") ? "" : "/"
            path =
                FileManager.default.temporaryDirectory.path + base + "home-"
                + String(UInt64.random(in: .min ... .max), radix: 36)
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }

        deinit {
            try? FileManager.default.removeItem(atPath: path)
        }

        /// Creates a directory and returns its absolute path.
        func directory(_ name: String) throws -> String {
            try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
            return "\(path)/\(name)"
        }

        func write(_ name: String, _ text: String, mode: Int = 0o644) throws {
            try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(path)/\(name)")
        }

        func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(
                atPath: "\(path)/\(name)", withDestinationPath: "\(path)/\(target)")
        }

        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(name)")), as: UTF8.self)
        }

        func mode(_ name: String) throws -> UInt16 {
            UInt16(try FilePath("\(path)/\(name)").stat().permissions.rawValue)
        }

        func names(_ name: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(name)").sorted()
        }

        /// What a run of the tool printed, and its exit status.
        struct Result {
            let status: Int32
            let output: String
            let error: String
        }

        func run(_ arguments: String...) async -> Result { await run(arguments) }

        /// Runs the tool without a process.
        func run(_ arguments: [String]) async -> Result {
            let output = Mutex("")
            let error = Mutex("")
            let console = Console(
                output: { text in output.withLock { $0 += text } }, error: { text in error.withLock { $0 += text } })
            let status = await Tool.run(arguments, console: console)
            return Result(status: status, output: output.withLock { $0 }, error: error.withLock { $0 })
        }
    }
#endif
