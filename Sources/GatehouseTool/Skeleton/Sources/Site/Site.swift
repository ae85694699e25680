import Gatehouse
import GatehouseConfiguration
//-if sign-in
import GatehouseSecurity

//-end

struct MessageFields: FormFields {
    let name = FormField.text("name", label: "Your name", length: 1...80).autocomplete("name")
    let text = FormField.text("text", label: "Message", length: 1...2000, lines: 8)
}

/// The application.
public struct Site: Sendable {
    let messages: Messages
    let configuration: GateConfiguration
    //-if sign-in
    let accounts: Accounts<AccountFiles>
    let people: AccountFiles
    //-else
    let password: Secret
    //-end

    /// Opens the private directory.
    ///
    /// - Parameters:
    ///   - data: the private directory. Nobody but the program's user can enter it.
    ///   - publicDirectory: the directory that the web server serves.
    //-if sign-in
    ///   - keys: sign the sessions and the forms.
    //-else
    ///   - password: the password of the owner.
    //-end
    ///   - configuration: the configuration of the gate.
    public init(
        data: String, outside publicDirectory: String,
        //-if sign-in
        keys: Keys,
        //-else
        password: Secret,
        //-end
        configuration: GateConfiguration
    ) throws {
        let directory = try PrivateDirectory(data, outside: publicDirectory)
        messages = try Messages(in: directory.path)
        //-if sign-in
        people = try AccountFiles(in: directory)
        var settings = AccountSettings(siteName: "@NAME@")
        settings.home = "/messages"
        accounts = try Accounts(people, keys: keys, in: directory, settings: settings)
        //-else
        self.password = password
        //-end
        self.configuration = configuration
    }

    /// The routes.
    public func gate() throws -> Gate {
        var gate = Gate()
        gate.configuration = configuration
        gate.errorPage { failure in
            SitePage(title: failure.title, body: "<h1>\(failure.title)</h1><p>\(failure.message ?? "")</p>")
        }
        gate.get("/assets/{path...}", as: .assets, allow: .everyone) { request in
            try Assets.embedded.file(request.path.rest("path"))
        }
        gate.get("/", as: "home", allow: .everyone) { _ in
            SitePage(title: "Welcome", body: "<h1>Welcome</h1><p>This page is in Sources/Site/Site.swift.</p>")
        }
        try addMessages(to: &gate)
        //-if sign-in
        accounts.addPages(to: &gate) { page in SitePage(title: page.title, body: page.body) }
        gate.command("add-person", "NAME", help: "adds a person; standard input is the password") { arguments in
            guard arguments.count == 1, let text = readLine() else {
                throw CommandError("use add-person NAME, with the password on standard input", exitStatus: 64)
            }
            let password = Password(text)
            try accounts.settings.passwords.check(password, forbidding: arguments)
            let hash = try await accounts.hasher.hash(password)
            try await people.add(arguments[0], credentials: Credentials(password: hash))
        }
        //-end
        return gate
    }

    private func addMessages(to gate: inout Gate) throws {
        let form = try Form(MessageFields())
        gate.get("/message", as: "message", allow: .everyone) { request in
            try editor(form.blank, request)
        }
        gate.post("/message", as: "message", allow: .everyone) { request in
            switch try await form.submitted(by: request) {
            case .invalid(let form): return try editor(form, request)
            case .valid(let values):
                try await messages.add(Message(name: values.name, text: values.text, sent: "\(request.time)"))
                return try SitePage(title: "Thank you", body: "<h1>Thank you</h1><p>Your message has arrived.</p>")
                    .response(to: request)
            }
        }
        //-if sign-in
        gate.get("/messages", as: "messages", allow: accounts.member) { request, _ in
            try await list(request)
        }
        //-else
        let owner = Access.basic(realm: "@NAME@", user: "owner", password: password.revealed)
        gate.get("/messages", as: "messages", allow: owner) { request in
            try await list(request)
        }
        //-end
    }

    private func editor(_ form: FilledForm<MessageFields>, _ request: Request) throws -> Response {
        try form.page(for: request) {
            SitePage(title: "Write to us", body: "<h1>Write to us</h1>\($0.html(button: "Send"))")
        }
    }

    private func list(_ request: Request) async throws -> Response {
        let pages = try Pagination(request, of: try await messages.count(), perPage: 20)
        let items = try await messages.list(offset: pages.offset, limit: pages.limit).map { message -> HTML in
            "<li><strong>\(message.name)</strong>, \(message.sent)<br>\(message.text)</li>\n"
        }
        return try SitePage(title: "Messages", body: "<h1>Messages</h1><ul>\n\(items)</ul>\n\(pages.navigation())")
            .response(to: request)
    }

    /// Serves until the web server ends the program.
    public static func serve(settings: String, data: String, outside publicDirectory: String) async {
        let file = SettingsFile(settings, outside: publicDirectory)
        //-if sign-in
        let (configuration, keys) = Settings.load(file, .keys("KEYS"))
        //-else
        let (configuration, password) = Settings.load(file, .secret("PASSWORD"))
        //-end
        do {
            //-if sign-in
            let site = try Site(data: data, outside: publicDirectory, keys: keys, configuration: configuration)
            //-else
            let site = try Site(data: data, outside: publicDirectory, password: password, configuration: configuration)
            //-end
            await (try site.gate()).serve()
        } catch {
            Settings.refuse(["\(error)"])
        }
    }
}
