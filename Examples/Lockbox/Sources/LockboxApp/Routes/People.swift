import Gatehouse
import GatehouseSecurity

struct InvitationFields: FormFields {
    let name = FormField.text("name", label: "Name", length: 1...60)
    let mail = FormField.text("mail", label: "Mail address", length: 3...254, kind: .email)
        .checked("This is not a mail address.") { MailAddress($0) != nil }.optional()
    let gigabytes = FormField.integer("gigabytes", label: "Quota in GB", in: 0...1_000_000)
}

struct PersonFields: FormFields {
    let gigabytes = FormField.integer("gigabytes", label: "Quota in GB", in: 0...1_000_000)
    let isAdmin = FormField.checkbox("isAdmin", label: "Administrator")
    let isSuspended = FormField.checkbox("isSuspended", label: "Suspended: may not sign in")
}

extension Lockbox {
    private static let gigabyte = 1_000_000_000

    /// The people of the site, for administrators.
    func addPeople(to gate: inout Gate) throws {
        let inviting = try Form(InvitationFields())
        gate.get("/admin/people", as: .people, allow: recentAdmin) { request, admin in
            var blank = inviting.guarded(by: accounts.tokens.bound(to: admin.id)).blank
            blank.set(\.gigabytes, to: settings.quota / Self.gigabyte)
            return try people(blank, admin, request)
        }
        gate.post("/admin/people", as: .people, allow: recentAdmin) { request, admin in
            switch try await inviting.guarded(by: accounts.tokens.bound(to: admin.id)).submitted(by: request) {
            case .invalid(let form): return try people(form, admin, request)
            case .valid(let values):
                let mail = values.mail.flatMap { MailAddress($0) }
                let quota = values.gigabytes * Self.gigabyte
                let person = try store.together {
                    let person = try store.add(values.name, mail: mail, isAdmin: false, quota: quota, at: request.time)
                    if let person { try audit("invited", admin, person.signInName, request) }
                    return person
                }
                guard let person else {
                    return try people(values.rejecting(\.name, "This name is taken."), admin, request)
                }
                return try await invite(person, admin, request)
            }
        }
        let changing = try Form(PersonFields())
        gate.get("/admin/people/{person}", as: .person, allow: administered) { request, administered in
            var form = changing.guarded(by: accounts.tokens.bound(to: administered.admin.id)).blank
            form.set(\.gigabytes, to: administered.person.quota / Self.gigabyte)
            form.set(\.isAdmin, to: administered.person.isAdmin)
            form.set(\.isSuspended, to: administered.person.isSuspended)
            return try person(administered, form, request)
        }
        gate.post("/admin/people/{person}", as: .person, allow: administered) { request, administered in
            let form = changing.guarded(by: accounts.tokens.bound(to: administered.admin.id))
            switch try await form.submitted(by: request) {
            case .invalid(let form): return try person(administered, form, request)
            case .valid(let values):
                let subject = administered.person
                let facts = "\(values.gigabytes) GB\(values.isAdmin ? ", administrator" : "")"
                let isDone = try store.together {
                    let isDone = try store.change(
                        subject.id, quota: values.gigabytes * Self.gigabyte, isAdmin: values.isAdmin,
                        isSuspended: values.isSuspended)
                    guard isDone else { return false }
                    try audit(
                        "person changed", administered.admin,
                        "\(subject.signInName): \(facts)\(values.isSuspended ? ", suspended" : "")", request)
                    return true
                }
                guard isDone else {
                    return try person(
                        administered, values.rejecting(\.isAdmin, "Somebody must administrate the site."), request)
                }
                if values.isSuspended { try await accounts.sessions.endAll(of: subject.id, on: request) }
                return try flash.redirect(
                    to: .person, ["person": subject.id], saying: "The changes are saved.", on: request)
            }
        }
        gate.post("/admin/people/{person}/link", as: .personLink, allow: administered) { request, administered in
            _ = try await fields(request, administered.admin)
            try audit("link for a password", administered.admin, administered.person.signInName, request)
            return try passwordLink(administered.person, administered.admin, request)
        }
        gate.post("/admin/people/{person}/remove", as: .removePerson, allow: administered) { request, administered in
            let form = try await fields(request, administered.admin)
            let (subject, back) = (administered.person, ["person": administered.person.id])
            guard try form["name"] == subject.signInName else {
                return try flash.redirect(
                    to: .person, back, saying: "Enter the name to remove the person.", on: request)
            }
            let contents = try store.together {
                let contents = try store.remove(subject.id)
                if contents != nil { try audit("person removed", administered.admin, subject.signInName, request) }
                return contents
            }
            guard let contents else {
                return try flash.redirect(to: .person, back, saying: "Suspend the person first.", on: request)
            }
            try self.contents.delete(contents, store)
            try await accounts.sessions.endAll(of: subject.id, on: request)
            return try flash.redirect(
                to: .people, saying: "\(subject.signInName) and all files are removed.", on: request)
        }
    }

    /// Sends a mail if that is possible, and shows the link otherwise.
    private func invite(_ person: Person, _ admin: Person, _ request: Request) async throws -> Response {
        guard mailer != nil, person.mailAddress != nil else { return try passwordLink(person, admin, request) }
        try await accounts.invite(person, on: request)
        return try flash.redirect(to: .people, saying: "\(person.signInName) is invited by mail.", on: request)
            .response(to: request)
    }

    private func passwordLink(_ person: Person, _ admin: Person, _ request: Request) throws -> Response {
        let link = try accounts.newPasswordLink(
            for: person, lifetime: accounts.settings.invitationLifetime, on: request)
        return try page(request, admin, "Link for \(person.signInName)") { _, _ in
            try PeoplePage.link(link, person, request)
        }
    }

    private func people(
        _ form: FilledForm<InvitationFields>, _ admin: Person, _ request: Request
    ) throws -> Response {
        let people = try store.people()
        return try flash.page(request) { message in
            try form.page(for: request) { form in
                Layout(
                    title: "People",
                    body: try PeoplePage.list(people, form.html(button: "Invite"), message, request),
                    viewer: .person(admin))
            }
        }
    }

    private func person(
        _ administered: Administered, _ form: FilledForm<PersonFields>, _ request: Request
    ) throws -> Response {
        let used = try store.used(by: administered.person.id)
        return try flash.page(request) { message in
            try accounts.tokens.page(request, for: administered.admin.id) { token in
                try form.page(for: request) { form in
                    Layout(
                        title: administered.person.signInName,
                        body: try PeoplePage.detail(
                            administered.person, used: used, form.html(button: "Save"), token, message, request),
                        viewer: .person(administered.admin))
                }
            }
        }
    }
}
