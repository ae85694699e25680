#if Tool
    import Foundation
    import Testing

    @testable import GatehouseTool

    @Suite("Watching sources")
    struct SourceWatcherTests {
        private static func home() throws -> TemporaryHome {
            let home = try TemporaryHome()
            _ = try home.directory("Sources/App")
            try home.write("Package.swift", "1")
            try home.write("Sources/App/main.swift", "1")
            return home
        }

        private static func changes(
            _ home: TemporaryHome, _ change: () throws -> Void
        ) throws -> [String] {
            let roots = [home.path + "/Package.swift", home.path + "/Sources"]
            let before = SourceSnapshot(of: roots)
            try change()
            return SourceSnapshot(of: roots).changes(since: before).map { String($0.dropFirst(home.path.count + 1)) }
        }

        @Test("Writes, new files, deleted files and new directories are seen")
        func kinds() throws {
            let home = try Self.home()
            #expect(try Self.changes(home) {} == [])
            #expect(try Self.changes(home) { try home.write("Package.swift", "22") } == ["Package.swift"])
            #expect(
                try Self.changes(home) { try home.write("Sources/App/New.swift", "") } == ["Sources/App/New.swift"])
            #expect(
                try Self.changes(home) {
                    _ = try home.directory("Sources/App/Pages")
                    try home.write("Sources/App/Pages/A.swift", "")
                } == ["Sources/App/Pages/A.swift"])
            #expect(
                try Self.changes(home) {
                    try FileManager.default.removeItem(atPath: home.path + "/Sources/App/Pages")
                    try FileManager.default.removeItem(atPath: home.path + "/Sources/App/main.swift")
                } == ["Sources/App/Pages/A.swift", "Sources/App/main.swift"])
        }

        @Test("A file of the same size that an editor renames onto the old one is a change")
        func rename() throws {
            let home = try Self.home()
            #expect(
                try Self.changes(home) {
                    try LocalFiles.replace(home.path + "/Sources/App/main.swift", with: "2", mode: 0o644)
                } == ["Sources/App/main.swift"])
        }

        @Test("Hidden files, backups, and files behind a link to a directory are not watched")
        func ignored() throws {
            let home = try Self.home()
            try home.link("Sources/App/loop", to: "Sources")
            #expect(
                try Self.changes(home) {
                    try home.write("Sources/App/.main.swift.swp", "")
                    try home.write("Sources/App/main.swift~", "")
                    _ = try home.directory("Sources/.build")
                    try home.write("Sources/.build/x.o", "")
                } == [])
        }

        @Test("A change before the wait is reported at once, and one during it as soon as the files are quiet")
        func waits() async throws {
            let home = try Self.home()
            let watcher = SourceWatcher(
                roots: [home.path + "/Sources"], interval: .milliseconds(5), settling: .milliseconds(5))
            let before = watcher.snapshot()
            try home.write("Sources/App/main.swift", "22")
            #expect(try await watcher.change(since: before) == [home.path + "/Sources/App/main.swift"])
            let between = watcher.snapshot()
            async let changes = watcher.change(since: between)
            try home.write("Sources/App/Other.swift", "")
            #expect(try await changes == [home.path + "/Sources/App/Other.swift"])
        }

        @Test("A cancelled wait ends")
        func cancelled() async throws {
            let home = try Self.home()
            let watcher = SourceWatcher(roots: [home.path])
            let wait = Task { try await watcher.change(since: watcher.snapshot()) }
            wait.cancel()
            await #expect(throws: CancellationError.self) { try await wait.value }
        }
    }
#endif
