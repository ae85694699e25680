import Gatehouse
import GatehouseSecurity

struct LinkFields: FormFields {
    let label = FormField.text("label", label: "What the link is for", length: 1...80)
        .hint("Only you see it.")
    let kind = FormField.choice("kind", label: "What people can do", of: Link.Kind.allCases, style: .list) {
        $0 == .download ? "Download" : "Send me files (they see nothing)"
    }
    let days = FormField.integer("days", label: "Days until it expires", in: 1...365)
    let password = FormField.text("password", label: "Password", length: 8...128, kind: .password).optional()
    let downloadLimit = FormField.integer("downloadLimit", label: "Number of downloads", in: 1...100_000)
        .hint("Without a number there is no limit.").optional()
    let megabytes = FormField.integer("megabytes", label: "Room for files that are sent, in MB", in: 1...1_000_000)
        .hint("Defaults to 1000.").optional()
}

struct ExtensionFields: FormFields {
    let days = FormField.integer("days", label: "Days from now", in: 1...365)
    let downloadLimit = FormField.integer(
        "downloadLimit", label: "Number of downloads, with those so far", in: 1...100_000
    )
    .hint("Without a number there is no limit.").optional()
}

extension Lockbox {
    /// Links of a person: a list, a new one, and how one is used.
    func addLinks(to gate: inout Gate) throws {
        let form = try Form(LinkFields())
        gate.get("/links", as: .links, allow: member) { request, person in
            let links = try store.links(of: person)
            return try page(request, person, "Links") { _, message in
                try LinksPage.list(links, message, request)
            }
        }
        gate.get("/items/{item}/link", as: .newLink, allow: ownItem) { request, access in
            var blank = form.guarded(by: accounts.tokens.bound(to: access.person.id)).blank
            blank.set(\.days, to: 14)
            blank.set(\.kind, to: .download)
            return try editor(blank, access, request)
        }
        gate.post("/items/{item}/link", as: .newLink, allow: ownItem) { request, access in
            switch try await form.guarded(by: accounts.tokens.bound(to: access.person.id)).submitted(by: request) {
            case .invalid(let form): return try editor(form, access, request)
            case .valid(let values): return try await create(values, access, request)
            }
        }
        let extending = try Form(ExtensionFields())
        gate.get("/links/{link}", as: .link, allow: ownLink) { request, own in
            let uses = try store.uses(of: own.link)
            var blank = extending.guarded(by: accounts.tokens.bound(to: own.person.id)).blank
            blank.set(\.days, to: 14)
            blank.set(\.downloadLimit, to: own.link.downloadLimit)
            return try link(own, uses, blank, request)
        }
        gate.post("/links/{link}", as: .link, allow: ownLink) { request, own in
            switch try await extending.guarded(by: accounts.tokens.bound(to: own.person.id)).submitted(by: request) {
            case .invalid(let form): return try link(own, try store.uses(of: own.link), form, request)
            case .valid(let values):
                let expires = request.time + .seconds(values.days * 86_400)
                return try change(request, backTo: .link, ["link": own.link.id], saying: "The link is extended.") {
                    try store.extend(own.link, until: expires, downloadLimit: values.downloadLimit)
                    try audit("link extended", own.person, "\(own.link.label): \(own.item.name)", request)
                }
            }
        }
        gate.post("/links/{link}/remove", as: .removeLink, allow: ownLink) { request, own in
            _ = try await fields(request, own.person)
            return try change(request, backTo: .links, saying: "The link no longer works.") {
                try store.remove(own.link)
                try audit("link removed", own.person, "\(own.link.label): \(own.item.name)", request)
            }
        }
    }

    private func create(
        _ values: FormValues<LinkFields>, _ access: ItemAccess, _ request: Request
    ) async throws -> Response {
        guard values.kind == .download || access.item.isFolder else {
            return try editor(
                values.rejecting(\.kind, "People can send files to a folder only."), access, request)
        }
        let password = try await values.password.asyncMap { try await accounts.hasher.hash(Password($0)) }
        let link = try store.together {
            try audit("link added", access.person, "\(values.label): \(access.item.name)", request)
            return try store.addLink(
                to: access.item, values.kind, label: values.label,
                expires: request.time + .seconds(values.days * 86_400), password: password,
                downloadLimit: values.downloadLimit, uploadLimit: (values.megabytes ?? 1000) * 1_000_000)
        }
        return try flash.redirect(to: .link, ["link": link.id], saying: "The link works now.", on: request)
            .response(to: request)
    }

    private func editor(_ form: FilledForm<LinkFields>, _ access: ItemAccess, _ request: Request) throws -> Response {
        try form.page(for: request) { form in
            Layout(
                title: "New link",
                body: """
                    <div class="narrow"><h1>New link to “\(access.item.name)”</h1>
                    \(form.html(button: "Make the link"))</div>
                    """, viewer: .person(access.person))
        }
    }

    private func link(
        _ own: OwnLink, _ uses: [LinkUse], _ form: FilledForm<ExtensionFields>, _ request: Request
    ) throws -> Response {
        let url = try request.absoluteURL(for: .visit, ["key": own.link.key])
        return try flash.page(request) { message in
            try accounts.tokens.page(request, for: own.person.id) { token in
                try form.page(for: request) { form in
                    Layout(
                        title: own.link.label,
                        body: try LinksPage.detail(
                            own, url: url, uses: uses, extending: form.html(button: "Extend"), token, message, request),
                        viewer: .person(own.person))
                }
            }
        }
    }
}

extension Optional {
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
