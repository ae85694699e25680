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
        gate.errorPage { failure in
            let title = failure.status.reasonPhrase
            return BoardPage(title: title, body: "<h1>\(title)</h1><p>\(failure.message ?? failure.incident ?? "")</p>")
        }
        accounts.addPages(to: &gate) { BoardPage(title: $0.title, body: $0.body) }
        gate.get("/style.css", as: "style", allow: .everyone) { _ in
            Response(status: .ok, headers: [.contentType: "text/css"], body: .text(style))
                .cached(try CacheControl(.public, .maxAge(.seconds(3600))))
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
