import Gatehouse
import GatehouseSecurity

extension Lockbox {
    /// Commands for the shell of the host.
    func addCommands(to gate: inout Gate) {
        gate.command("first-link", "URL", help: "prints the link with which the first administrator creates an account")
        {
            guard let site = $0.first, $0.count == 1 else {
                throw CommandError("the URL of the site is missing, such as https://files.example.com", exitStatus: 64)
            }
            guard try store.isEmpty(), let firstRun = try FirstRun.make(in: settings.data) else {
                throw CommandError("somebody has an account already; use new-password")
            }
            print("\(site)/first-run/\(firstRun.key)")
        }
        gate.command("new-password", "NAME URL", help: "prints a link with which a person chooses a new password") {
            guard $0.count == 2, let person = try await store.user(named: $0[0]) else {
                throw CommandError("the name is unknown, or the URL of the site is missing", exitStatus: 64)
            }
            print(try accounts.newPasswordLink(for: person, lifetime: .seconds(86_400), at: $0[1]))
        }
        gate.command("backup", "FILE", help: "writes the whole site into one new file, while the site runs") {
            guard let path = $0.first, $0.count == 1 else { throw CommandError("the file is missing", exitStatus: 64) }
            let count = try Self.command { try backup.write(to: path, at: .now) }
            print("\(path): the database and \(count) files")
        }
        gate.command("restore", "FILE", help: "fills a new site without accounts from a backup") {
            guard let path = $0.first, $0.count == 1 else { throw CommandError("the file is missing", exitStatus: 64) }
            let count = try Self.command { try backup.restore(path) }
            try FirstRun(in: settings.data)?.remove()
            print("restored: the database and \(count) files")
        }
    }

    /// Runs a part of a command, and says in plain words if the disk is full.
    private static func command<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw StorageFailures.ofCommand(error) }
    }

    private var backup: Backup { Backup(store: store, contents: contents.directory) }
}
