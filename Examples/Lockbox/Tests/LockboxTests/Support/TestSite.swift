import Foundation
import GRDB
import Gatehouse
import GatehouseConfiguration
import GatehouseSecurity
import GatehouseTesting
import Testing

@testable import LockboxApp

/// A site in a directory that is deleted with this value.
final class TestSite: Sendable {
    static let password = "a few unrelated words"

    let directory: String
    let lockbox: Lockbox
    let mails = CollectedMails()
    let app: InMemoryClient
    let gate: Gate

    var store: Store { lockbox.store }

    init(_ change: (inout LockboxSettings) -> Void = { _ in }) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockbox-\(UUID())").path
        try FileManager.default.createDirectory(atPath: directory + "/public", withIntermediateDirectories: true)
        var settings = LockboxSettings(data: directory + "/data", publicDirectory: directory + "/public")
        change(&settings)
        var configuration = GateConfiguration()
        configuration.hosts = .only("files.example")
        let key = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }).base64EncodedString()
        lockbox = try Lockbox(settings, keys: Keys([Secret(key)]), configuration: configuration, mailer: mails)
        gate = try lockbox.gate()
        app = try InMemoryClient(gate)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Adds a person.
    @discardableResult
    func add(_ name: String, isAdmin: Bool = false, quota: Int = 10_000_000) async throws -> Person {
        let hash = try await lockbox.accounts.hasher.hash(Password(Self.password))
        return try #require(
            try store.add(
                name, mail: MailAddress("\(name)@files.example"), isAdmin: isAdmin, quota: quota,
                credentials: Credentials(password: hash), at: .now))
    }

    /// Adds a person and signs in, each from an address of their own.
    func member(_ name: String, isAdmin: Bool = false, quota: Int = 10_000_000) async throws -> (Person, Browser) {
        let person = try await add(name, isAdmin: isAdmin, quota: quota)
        let browser = Browser(app, as: .at("192.0.2.\(name.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 250 } + 1)"))
        try await browser.signIn(name, password: Self.password)
        return (person, browser)
    }

    /// A browser without an account.
    func visitor(at address: String = "198.51.100.7") -> Browser { Browser(app, as: .at(address)) }

    func top(_ person: Person) throws -> Item { try #require(try store.topFolder(of: person)) }

    /// Puts a file into a folder as an upload would.
    @discardableResult
    func put(_ name: String, _ text: String = "content", in folder: Item) throws -> Item {
        let content = RandomID.make()
        let path = lockbox.contents.directory.path + "/\(content)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let file = NewFile(
            name: ItemName(uploaded: name), content: content, size: text.utf8.count, type: "text/plain")
        try store.add([file], to: folder, at: .now)
        return try #require(try store.children(of: folder).first { $0.content == content })
    }

    func makeFolder(_ name: String, in folder: Item) throws -> Item {
        try store.addFolder(try #require(ItemName(name)), to: folder, at: .now)
        return try #require(try store.children(of: folder).first { $0.name == name })
    }

    /// The names of the contents on the disk.
    func contents() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: lockbox.contents.directory.path)
    }

    /// All rows except the audit trail and the state of the background work.
    func rows() throws -> [String] {
        try store.read { database in
            try ["person", "item", "share", "link", "linkUse"].flatMap { table in
                try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY 1, 2").map { "\(table) \($0)" }
            }
        }
    }
}
