import Gatehouse
import GatehouseSecurity

/// What all routes use.
extension Lockbox {
    /// A page for a signed-in person. The closure gets the form token and the message of the form before.
    func page(
        _ request: Request, _ person: Person, _ title: String, _ body: (_ token: HTML, _ message: HTML) throws -> HTML
    ) throws -> Response {
        try flash.page(request) { message in
            try accounts.tokens.page(request, for: person.id) { token in
                Layout(title: title, body: try body(token, message), viewer: .person(person))
            }
        }
    }

    /// The fields of a form with a valid token.
    func fields(_ request: Request, _ person: Person) async throws -> Fields {
        let form = try await request.form()
        try accounts.tokens.check(form, request, for: person.id)
        return form
    }

    /// Makes changes in one transaction, and leads back to a page that says what happened or why nothing did.
    func change(
        _ request: Request, backTo name: RouteName, _ values: [String: String] = [:], saying text: String,
        _ change: () throws -> Void
    ) throws -> Redirect {
        do {
            try store.together(change)
        } catch let problem as ItemProblem {
            return try flash.redirect(to: name, values, saying: problem.description, on: request)
        }
        return try flash.redirect(to: name, values, saying: text, on: request)
    }

    /// Adds a line to the audit trail.
    func audit(_ kind: String, _ person: Person?, _ detail: String, _ request: Request) throws {
        try store.audit(
            kind, person: person?.signInName, client: request.clientAddress, detail, at: request.time)
    }
}

extension Store {
    /// Adds an event of the sign-in to the audit trail.
    func audit(_ event: SecurityEvent) async throws {
        let name = try event.userID.flatMap { try person($0) }?.signInName
        try audit(
            event.kind.rawValue, person: name, client: event.client, event.reason, once: event.kind.isFailure,
            at: event.time)
    }
}
