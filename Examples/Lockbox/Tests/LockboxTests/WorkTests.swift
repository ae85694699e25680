import Foundation
import Gatehouse
import GatehouseTesting
import Testing

@testable import LockboxApp

@Suite("Background work and backups", .timeLimit(.minutes(2)))
struct LockboxWorkTests {
    private let now = Timestamp.now

    @Test("The bin empties itself after its days; contents that no file has are removed after a day")
    func binEmptiesItself() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let top = try site.top(ada)
        let (old, new) = (try site.put("old", in: top), try site.put("new", in: top))
        try site.store.bin([old], at: now - .seconds(31 * 86_400))
        try site.store.bin([new], at: now - .seconds(29 * 86_400))
        let orphan = site.lockbox.contents.directory.path + "/orphan"
        try Data("x".utf8).write(to: URL(fileURLWithPath: orphan))
        #expect(try site.lockbox.keepHouse(at: now).isEmpty)
        #expect(try site.store.bin(of: ada).map(\.name) == ["new"])
        #expect(FileManager.default.fileExists(atPath: orphan))
        #expect(try site.store.state(.checkResult) == "ok")
        _ = try site.lockbox.keepHouse(at: now + .seconds(2 * 86_400))
        #expect(!FileManager.default.fileExists(atPath: orphan))
    }

    @Test("Of several processes one does the work, once an hour, also after the clock was set back")
    func workIsClaimedOnce() throws {
        let site = try TestSite()
        let second = try Store(path: site.lockbox.settings.data + "/lockbox.sqlite")
        func claim(_ store: Store, _ seconds: Int) throws -> Bool {
            try store.claim(.housekeeping, every: .seconds(3600), at: now + .seconds(seconds))
        }
        #expect(try claim(site.store, 0))
        #expect(try !claim(second, 1))
        #expect(try !claim(site.store, 3599))
        #expect(try claim(second, 3600))
        #expect(try claim(site.store, -86_400))
        #expect(try !claim(second, -86_399))
    }

    @Test("A clock that is a year behind deletes nothing early, and the note of a backup does not stay for a year")
    func wrongClockDeletesNothing() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let top = try site.top(ada)
        let day = 86_400
        let (old, kept) = (try site.put("old", in: top), try site.put("kept", in: top))
        try site.store.bin([old], at: now)
        let link = try site.store.addLink(to: kept, .download, label: "l", expires: now + .seconds(14 * day))
        try site.store.set(.backup, to: "\(now.secondsSince1970)")
        let before = try site.rows()
        let behind = now - .seconds(365 * day)
        _ = try site.lockbox.keepHouse(at: behind)
        #expect(try site.store.state(.backup) == "\(behind.secondsSince1970)")
        _ = try site.lockbox.keepHouse(at: now)
        #expect(try site.store.state(.backup) == nil)
        _ = try site.lockbox.keepHouse(at: now + .seconds(29 * day))
        #expect(try site.rows() == before)
        #expect(try site.store.link(key: link.key, at: now + .seconds(14 * day - 1)) != nil)
        #expect(try site.store.link(key: link.key, at: now + .seconds(14 * day)) == nil)
        _ = try site.lockbox.keepHouse(at: now + .seconds(31 * day))
        #expect(try site.store.bin(of: ada).isEmpty)
    }

    @Test("A change and its line in the audit trail are made together or not at all")
    func changesAreTransactions() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let item = try site.put("a.txt", in: try site.top(ada))
        try site.store.bin([item], at: now)
        try site.store.write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER full BEFORE INSERT ON audit WHEN new.kind <> 'denied'
                    BEGIN SELECT RAISE(ABORT, 'full'); END
                    """)
        }
        let before = try site.rows()
        try await browser.visit("/")
        let upload: KeyValuePairs<String, FormInput> = [
            "Choose files or drop them here": .file("b.txt", "text/plain", Array("b".utf8))
        ]
        #expect(try await browser.submit(upload, button: "Upload").status == .internalServerError)
        try await browser.visit("/bin")
        #expect(try await browser.submit(button: "Empty the bin").status == .internalServerError)
        #expect(try site.rows() == before)
        #expect(try site.contents().count == 1)
    }

    @Test("A backup has everything, is made while the site runs, and fills a new site")
    func backupIsRestored() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let large = String(repeating: "0123456789", count: 1_000_000)
        try site.put("large.txt", large, in: try site.top(ada))
        try site.put("empty.txt", "", in: try site.top(ada))
        let file = site.directory + "/backup"
        let backup = Backup(store: site.store, contents: site.lockbox.contents.directory)
        #expect(try backup.write(to: file, at: now) == 2)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        #expect(throws: BackupError.self) { try backup.write(to: file, at: now) }
        #expect(throws: BackupError.self) { try backup.restore(file) }
        let copy = try TestSite()
        let restored = Backup(store: copy.store, contents: copy.lockbox.contents.directory)
        #expect(try restored.restore(file) == 2)
        #expect(try copy.rows() == site.rows())
        let items = try copy.store.children(of: try copy.top(ada))
        for item in items {
            let path = copy.lockbox.contents.directory.path + "/" + (item.content ?? "")
            let text = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
            #expect(text == (item.name == "empty.txt" ? "" : large))
        }
        #expect(try await Browser(copy.app).signIn("ada", password: TestSite.password).text.contains("large.txt"))
    }

    @Test("During a backup nothing is deleted from the disk; a damaged backup is refused")
    func backupKeepsContents() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let item = try site.put("a", in: try site.top(ada))
        try site.store.set(.backup, to: "\(now.secondsSince1970)")
        try site.store.bin([item], at: now)
        try site.lockbox.contents.delete(try site.store.purge([item]), site.store)
        #expect(try site.contents().count == 1)
        let damaged = site.directory + "/damaged"
        try Data(repeating: 7, count: 8192).write(to: URL(fileURLWithPath: damaged))
        let copy = try TestSite()
        #expect(throws: (any Error).self) {
            try Backup(store: copy.store, contents: copy.lockbox.contents.directory).restore(damaged)
        }
        #expect(try copy.store.isEmpty())
    }
}
