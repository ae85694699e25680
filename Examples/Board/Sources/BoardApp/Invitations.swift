import Gatehouse
import GatehouseSecurity

struct InvitationFields: FormFields {
    let name = FormField.text("name", label: "Name", length: 1...60)
    let mail = FormField.text("mail", label: "Mail address", length: 3...254, kind: .email)
        .checked("This is not a mail address.") { MailAddress($0) != nil }
}

extension Board {
    func addInvitations(to gate: inout Gate) throws {
        let form = try Form(InvitationFields())
        let admin = accounts.recently.requiring("administrator") { $0.user.isAdmin }
        gate.get("/invite", as: "invite", allow: admin) { request, admin in
            try invitation(form.guarded(by: accounts.tokens.bound(to: admin.user.id)).blank, request)
        }
        gate.post("/invite", as: "invite", allow: admin) { request, admin in
            switch try await form.guarded(by: accounts.tokens.bound(to: admin.user.id)).submitted(by: request) {
            case .invalid(let form): return try invitation(form, request)
            case .valid(let values):
                guard let member = try await store.add(values.name, mail: MailAddress(values.mail)) else {
                    return try invitation(values.rejecting(\.name, "This name is taken."), request)
                }
                try await accounts.invite(member, on: request)
                return try flash.redirect(to: "/", saying: "\(values.name) is invited.", on: request)
            }
        }
    }

    private func invitation(_ form: FilledForm<InvitationFields>, _ request: Request) throws -> Response {
        try form.page(for: request) { try page(request, "Invite a member", $0.html(button: "Send the invitation")) }
    }
}
