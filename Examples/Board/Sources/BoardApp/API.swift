import Gatehouse
import GatehouseJSON
import GatehouseSecurity

extension Purpose {
    static let api = Purpose("API token")
}

/// What the JSON API takes for a new notice.
private struct NewNotice: Decodable {
    let title, text: String
    let kind: Notice.Kind
    let until: String?
}

extension Board {
    /// A token is a signed value with the member and the generation of the credentials. So a new password ends all tokens.
    private var client: Access<Member> {
        .bearer(realm: "board", failures: throttle.failures(20, per: .seconds(600))) { token in
            guard let value = keys.verify(token, decoding: [String].self, for: .api, at: .now), value.count == 2,
                let member = try await store.user(id: value[0]), "\(member.credentials.generation)" == value[1]
            else { return nil }
            return member
        }
    }

    func addAPI(to gate: inout Gate) {
        gate.get("/api/token", as: "token", allow: accounts.recently) { request, recently in
            let member = recently.user
            let token = try keys.sign(
                encoding: [member.id, "\(member.credentials.generation)"], for: .api,
                expires: request.time + .seconds(365 * 86_400))
            return try page(
                request, "Token for the API",
                "<p>This token works for a year, or until you change your password.</p><p><code>\(token)</code></p>")
        }
        gate.group("/api/notices", allow: client) { api in
            api.get("") { request, _ in
                let (sql, values) = store.shown(try request.query()["q"] ?? "", on: CivilDate(request.time))
                return JSON(
                    try store.read { try Notice.fetchAll($0, sql: "SELECT * \(sql) LIMIT 200", arguments: values) })
            }
            api.get("/{id:int}") { request, _ in
                try await store.notice(request.path["id", as: Int64.self]).map { JSON($0) }
            }
            api.post("") { request, member in
                let new = try await request.json(NewNotice.self)
                guard (1...80).contains(new.title.count), (1...5000).contains(new.text.count),
                    new.until.map({ CivilDate($0) != nil }) ?? true
                else { throw HTTPError(.unprocessableContent, "The title, the text or the date is invalid.") }
                let notice = Notice(
                    author: member.id, title: new.title, text: new.text, kind: new.kind, until: new.until,
                    created: "\(CivilDate(request.time))")
                return JSON(try await store.add(notice, picture: nil), status: .created)
            }
        }
    }
}
