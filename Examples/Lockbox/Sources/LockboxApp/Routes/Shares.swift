import Gatehouse

struct ShareFields: FormFields {
    let name = FormField.text("name", label: "Name of the person", length: 1...60)
    let canWrite = FormField.checkbox("canWrite", label: "May also upload, rename, move and delete")
}

extension Lockbox {
    /// Sharing with people who have an account.
    func addShares(to gate: inout Gate) throws {
        let form = try Form(ShareFields())
        gate.get("/items/{item}/share", as: .share, allow: ownItem) { request, access in
            try sharing(form.guarded(by: accounts.tokens.bound(to: access.person.id)).blank, access, request)
        }
        gate.post("/items/{item}/share", as: .share, allow: ownItem) { request, access in
            switch try await form.guarded(by: accounts.tokens.bound(to: access.person.id)).submitted(by: request) {
            case .invalid(let form): return try sharing(form, access, request)
            case .valid(let values):
                let right = values.canWrite ? "to read and write" : "to read"
                let isShared = try store.together {
                    guard try store.share(access.item, with: values.name, canWrite: values.canWrite) else {
                        return false
                    }
                    try audit("shared", access.person, "\(access.item.name) with \(values.name) \(right)", request)
                    return true
                }
                guard isShared else {
                    return try sharing(
                        values.rejecting(\.name, "Nobody else has this name here."), access, request)
                }
                return try flash.redirect(
                    to: .item, ["item": access.item.id], saying: "Shared with \(values.name).", on: request)
            }
        }
        gate.post("/items/{item}/shares/{person}/end", as: .endShare, allow: ownItem) { request, access in
            _ = try await fields(request, access.person)
            let person = try request.path["person"]
            return try change(request, backTo: .item, ["item": access.item.id], saying: "No longer shared.") {
                try store.endShare(of: access.item, with: person)
                try audit("share ended", access.person, access.item.name, request)
            }
        }
    }

    private func sharing(
        _ form: FilledForm<ShareFields>, _ access: ItemAccess, _ request: Request
    ) throws -> Response {
        try form.page(for: request) { form in
            Layout(
                title: "Share",
                body: """
                    <div class="narrow"><h1>Share “\(access.item.name)”</h1>
                    \(form.html(button: "Share"))</div>
                    """, viewer: .person(access.person))
        }
    }
}
