import Gatehouse
import GatehouseSecurity

struct FirstRunFields: FormFields {
    let name = FormField.text("name", label: "Name", length: 1...60).hint("You sign in with it.")
    let mail = FormField.text("mail", label: "Mail address", length: 3...254, kind: .email)
        .checked("This is not a mail address.") { MailAddress($0) != nil }.optional()
    let password = FormField.text("password", label: "Password", length: 8...256, kind: .password)
}

extension Lockbox {
    /// The page on which the first administrator creates an account, by a link that works until then.
    func addFirstRun(to gate: inout Gate) throws {
        let form = try Form(FirstRunFields()).guarded(by: accounts.tokens.bound(to: nil))
        gate.get("/first-run/{key}", as: .firstRun, allow: firstRun) { request, _ in
            try welcome(form.blank, request)
        }
        gate.post("/first-run/{key}", as: .firstRun, allow: firstRun) { request, firstRun in
            switch try await form.submitted(by: request) {
            case .invalid(let form): return try welcome(form, request)
            case .valid(let values):
                let password = Password(values.password)
                do throws(PasswordProblem) {
                    try accounts.settings.passwords.check(password, forbidding: [values.name])
                } catch {
                    let problem = request.texts.accounts.problem(error)
                    return try welcome(values.rejecting(\.password, problem), request)
                }
                let credentials = Credentials(password: try await accounts.hasher.hash(password))
                try store.together {
                    let added = try store.add(
                        values.name, mail: values.mail.flatMap { MailAddress($0) }, isAdmin: true,
                        quota: settings.quota, credentials: credentials, isFirst: true, at: request.time)
                    // Somebody else was faster.
                    guard let added else { throw HTTPError(.notFound) }
                    try audit("first administrator", added, "", request)
                }
                firstRun.remove()
                return Redirect(to: AccountPageKind.signIn.route)
            }
        }
    }

    private func welcome(_ form: FilledForm<FirstRunFields>, _ request: Request) throws -> Response {
        try form.page(for: request) { form in
            Layout(
                title: "Welcome",
                body: """
                    <div class="narrow"><h1>Welcome to Lockbox</h1>
                    <p>Create the first account. It administrates this site.</p>
                    \(form.html(button: "Create the account"))</div>
                    """, viewer: .nobody)
        }
    }
}
