import GRDB
import Gatehouse
import GatehouseConfiguration
import GatehouseSecurity

/// A notice board for members.
public struct Board: Sendable {
    let store: Store
    let accounts: Accounts<Store>
    let keys: Keys
    let throttle: Throttle
    let flash: Flash
    let configuration: GateConfiguration

    /// Opens the database and the private directory.
    public init(
        data: String, outside publicDirectory: String, keys: Keys, configuration: GateConfiguration,
        mailer: (any Mailer)?
    ) throws {
        let site = try PrivateDirectory(data, outside: publicDirectory)
        store = try Store(path: data + "/board.sqlite")
        accounts = try Accounts(
            store, keys: keys, in: site, settings: AccountSettings(siteName: "Notice Board"), mailer: mailer)
        throttle = try Throttle(in: site)
        flash = Flash(keys)
        self.keys = keys
        self.configuration = configuration
    }

    /// The routes.
    public func gate() throws -> Gate {
        var gate = Gate()
        gate.configuration = configuration
        gate.errorPage {
            BoardPage(title: $0.title, body: "<h1>\($0.title)</h1><p>\($0.message ?? $0.incident ?? "")</p>")
        }
        accounts.addPages(to: &gate) { BoardPage(title: $0.title, body: $0.body, isForMembers: $0.isSignedIn) }
        gate.get("/assets/{path...}", as: .assets, allow: .everyone) { request in
            try Assets.embedded.file(request.path.rest("path"))
        }
        try addNotices(to: &gate)
        try addInvitations(to: &gate)
        addAPI(to: &gate)
        gate.command("add-admin", "NAME URL", help: "adds an administrator and prints a link for the password") {
            guard $0.count == 2, let admin = try await store.add($0[0], mail: nil, isAdmin: true) else {
                throw CommandError("the name is missing or taken, or the URL of the board is missing", exitStatus: 64)
            }
            print(try accounts.newPasswordLink(for: admin, lifetime: .seconds(86_400), at: $0[1]))
        }
        gate.command("new-password", "NAME URL", help: "prints a link for a new password, for a member without mail") {
            guard $0.count == 2, let member = try await store.user(named: $0[0]) else {
                throw CommandError("the name is unknown, or the URL of the board is missing", exitStatus: 64)
            }
            print(try accounts.newPasswordLink(for: member, lifetime: .seconds(86_400), at: $0[1]))
        }
        gate.command("remove", "NAME", help: "removes a member; the notices stay") {
            guard let name = $0.first, try await store.database.write({ try Member.deleteOne($0, key: ["name": name]) })
            else { throw CommandError("there is no member of this name", exitStatus: 64) }
        }
        return gate
    }

    /// Serves until the web server ends the program.
    public static func serve(settings: String, data: String, outside publicDirectory: String) async {
        let (configuration, keys, sender, sendmail) = Settings.load(
            SettingsFile(settings, outside: publicDirectory), .keys("KEYS"), Setting.text("MAIL_FROM", default: ""),
            .path("SENDMAIL", default: "/usr/sbin/sendmail"))
        do {
            let mailer = MailAddress(sender).map { Sendmail(from: $0, path: sendmail) }
            let board = try Board(
                data: data, outside: publicDirectory, keys: keys, configuration: configuration, mailer: mailer)
            await (try board.gate()).serve()
        } catch {
            Settings.refuse(["\(error)"])
        }
    }
}
