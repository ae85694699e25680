import Foundation
import Gatehouse
import GatehouseConfiguration
import GatehouseSecurity

/// A private file drop: people keep files, share them with each other, and exchange them with others by links.
public struct Lockbox: Sendable {
    let settings: LockboxSettings
    let configuration: GateConfiguration
    let store: Store
    let accounts: Accounts<Store>
    let keys: Keys
    let throttle: Throttle
    /// Slows down the guessing of links' passwords.
    let guesses: SignInThrottle
    let flash: Flash
    let contents: Contents
    let mailer: (any Mailer)?

    /// Opens the private directory and the database, and creates what is missing.
    init(_ settings: LockboxSettings, keys: Keys, configuration: GateConfiguration, mailer: (any Mailer)?) throws {
        let site = try PrivateDirectory(settings.data, outside: settings.publicDirectory)
        let store = try Store(path: settings.data + "/lockbox.sqlite")
        accounts = try Accounts(
            store, keys: keys, in: site, settings: AccountSettings(siteName: "Lockbox"), mailer: mailer,
            cost: settings.cost
        ) { event in try? await store.audit(event) }
        throttle = try Throttle(in: site)
        guesses = SignInThrottle(throttle, keys: keys)
        flash = Flash(keys)
        contents = try Contents(in: site, settings)
        self.settings = settings
        self.store = store
        self.keys = keys
        self.mailer = mailer
        var configuration = configuration
        configuration.headers.allowPreviews()
        configuration.privateFiles += [settings.data + "/lockbox.sqlite"]
        self.configuration = configuration
    }

    /// The routes and the commands.
    func gate() throws -> Gate {
        var gate = Gate()
        gate.configuration = configuration
        gate.errorPage(ErrorPage.init)
        gate.middleware("storage failures") { _, next in
            do {
                return try await next()
            } catch {
                throw StorageFailures.translated(error)
            }
        }
        // The style sheet and the script are part of the executable, so there is only one file to install.
        gate.get("/assets/{path...}", as: .assets, allow: .everyone) { request in
            try Assets.embedded.file(request.path.rest("path"))
        }
        accounts.addPages(to: &gate) {
            Layout(
                title: $0.title, body: "<div class=\"narrow\">\($0.body)</div>",
                viewer: $0.isSignedIn ? .somebody : .nobody)
        }
        try addFirstRun(to: &gate)
        addFolders(to: &gate)
        addItems(to: &gate)
        addUploads(to: &gate)
        addBin(to: &gate)
        try addShares(to: &gate)
        try addLinks(to: &gate)
        addVisits(to: &gate)
        addLinkUploads(to: &gate)
        try addPeople(to: &gate)
        addAudit(to: &gate)
        addHealth(to: &gate)
        addCommands(to: &gate)
        return gate
    }

    /// Serves until the process is asked to end.
    ///
    /// - Parameters:
    ///   - settings: the settings file. If it does not exist, all settings come from the environment.
    ///   - data: the private directory, unless a setting names another.
    ///   - publicDirectory: the directory that the web server serves, unless a setting names another.
    public static func serve(settings file: String, data: String, outside publicDirectory: String) async {
        let isThere = FileManager.default.fileExists(atPath: file)
        let (settings, configuration, keys, mailer) = LockboxSettings.load(
            isThere ? SettingsFile(file, outside: publicDirectory) : nil, data: data, outside: publicDirectory)
        do {
            let lockbox = try Lockbox(settings, keys: keys, configuration: configuration, mailer: mailer)
            if try lockbox.store.isEmpty() { _ = try FirstRun.make(in: settings.data) }
            await (try lockbox.gate()).serve()
        } catch {
            if let closed = ClosedSite.gate(after: error, configuration) { return await closed.serve() }
            Settings.refuse(["\(error)"])
        }
    }
}
