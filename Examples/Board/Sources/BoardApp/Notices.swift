import GRDB
import Gatehouse
import GatehouseSecurity

struct NoticeFields: FormFields {
    let title = FormField.text("title", label: "Title", length: 1...80)
    let text = FormField.text("text", label: "Text", length: 1...5000, lines: 10)
    let kind = FormField.choice("kind", label: "Kind", of: Notice.Kind.allCases) { $0.rawValue.capitalized }
    let until = FormField.date("until", label: "Until").hint("The notice disappears after this day.").optional()
    let picture = FormField.file(
        "picture", label: "Picture", maximumBytes: 2_000_000, accepting: [.png, .jpeg, .webP]
    ).optional()
}

extension Board {
    enum Column: String, Sendable { case title, created }

    func addNotices(to gate: inout Gate) throws {
        let form = try Form(NoticeFields())
        let searches = throttle.limit(60, per: .seconds(60), name: "search")
        gate.get("/", as: "notices", allow: accounts.member) { request, _ in try list(request, "") }
        gate.get("/search", as: "search", allow: accounts.member.limited(by: searches) { $0.id }) { request, _ in
            try list(request, request.query()["q"] ?? "")
        }
        gate.get("/notices.csv", as: "csv", allow: accounts.member) { request, _ in
            let (sql, arguments) = store.shown("", on: CivilDate(request.time))
            let notices = try store.read { try Notice.fetchAll($0, sql: "SELECT * \(sql)", arguments: arguments) }
            return CSV("Notices.csv", columns: ["Number", "Title", "Kind", "Until", "Text"]) { table in
                for notice in notices {
                    try table.write(
                        .number(notice.id ?? 0), .text(notice.title), .text(notice.kind.rawValue),
                        .text(notice.until ?? ""), .text(notice.text))
                }
            }
        }
        gate.get("/new", as: "new", allow: accounts.member) { request, member in
            try editor(form.guarded(by: accounts.tokens.bound(to: member.id)).blank, request)
        }
        gate.post("/new", as: "new", allow: accounts.member) { request, member in
            switch try await form.guarded(by: accounts.tokens.bound(to: member.id)).submitted(by: request) {
            case .invalid(let form): return try editor(form, request)
            case .valid(let values):
                let notice = Notice(
                    author: member.id, title: values.title, text: values.text, kind: values.kind,
                    until: values.until?.description, created: "\(CivilDate(request.time))",
                    picture: values.picture?.detectedType)
                _ = try await store.add(notice, picture: values.picture?.bytes)
                return try flash.redirect(to: "/", saying: "The notice is published.", on: request)
            }
        }
        gate.get("/notices/{id:int}", as: "notice", allow: accounts.member) { request, member in
            guard let notice = try await store.notice(request.path["id", as: Int64.self]) else { return nil }
            return try await show(notice, request, member)
        }
        gate.get("/notices/{id:int}/picture", as: "picture", allow: accounts.member) { request, _ in
            guard let notice = try await store.notice(request.path["id", as: Int64.self]), let type = notice.picture,
                let bytes = try await store.picture(of: request.path["id", as: Int64.self])
            else { return nil }
            return Response(status: .ok, headers: [.contentType: type], body: .bytes(Array(bytes)))
        }
        gate.post("/notices/{id:int}", as: "notice", allow: accounts.member) { request, member in
            guard let notice = try await store.notice(request.path["id", as: Int64.self]) else { return nil }
            guard notice.author == member.id || member.isAdmin else { throw Denial.forbidden }
            try accounts.tokens.check(try await request.form(), request, for: member.id)
            _ = try await store.database.write { try notice.delete($0) }
            return try flash.redirect(to: "/", saying: "The notice is deleted.", on: request)
        }
    }

    private func list(_ request: Request, _ words: String) throws -> Response {
        let sorting = try Sorting<Column>(request, default: .created, .descending)
        let (found, arguments) = store.shown(words, on: CivilDate(request.time))
        let order = "ORDER BY \(sorting.column.rawValue) \(sorting.order.rawValue), id DESC LIMIT ? OFFSET ?"
        let (total, pages, rows) = try store.read { database in
            let count = try database.cachedStatement(sql: words.isEmpty ? Store.count : "SELECT COUNT(*) \(found)")
            let total = try Int.fetchOne(count, arguments: arguments) ?? 0
            let pages = try Pagination(request, of: total, perPage: 20)
            let list = try database.cachedStatement(sql: "SELECT id, title, kind, created \(found) \(order)")
            let lines = try Row.fetchCursor(list, arguments: arguments + [pages.limit, pages.offset])
            let rows = lines.map { line -> HTML in
                let (title, kind, created): (String, String, String) = (line[1], line[2], line[3])
                let url = try request.url(for: "notice", "\(line[0] as Int64)")
                return "<tr><td><a href=\"\(url: url)\">\(title)</a></td><td>\(kind)</td><td>\(created)</td></tr>\n"
            }
            return (total, pages, try Array(rows))
        }
        let search = try request.url(for: "search")
        return try flash.page(request) { message in
            try page(
                request, "Notices",
                """
                \(message)<form role="search" action="\(url: search)"><label>Search <input type="search" name="q" value="\(words)"></label>
                <button>Search</button></form>
                <p>\(total) notices. <a href="\(url: try request.url(for: "csv"))">As a table</a></p>
                <table><thead><tr>\(sorting.heading("Title", .title))<th scope="col">Kind</th>\
                \(sorting.heading("Date", .created))</tr></thead>
                <tbody>\(rows)</tbody></table>
                \(pages.navigation())
                """)
        }
    }

    private func editor(_ form: FilledForm<NoticeFields>, _ request: Request) throws -> Response {
        try form.page(for: request) { try page(request, "New notice", $0.html(button: "Publish")) }
    }

    private func show(_ notice: Notice, _ request: Request, _ member: Member) async throws -> Response {
        let author = try await store.user(id: notice.author)?.signInName ?? "a former member"
        let url = try request.url(for: "picture", "\(notice.id ?? 0)")
        let picture: HTML = notice.picture == nil ? "" : "<p><img src=\"\(url: url)\" alt=\"\"></p>\n"
        return try accounts.tokens.page(request, for: member.id) { token in
            let delete: HTML =
                notice.author == member.id || member.isAdmin
                ? "<form method=\"post\">\(token)<button>Delete</button></form>" : ""
            return try page(
                request, notice.title,
                """
                <p>\(notice.kind.rawValue.capitalized) by \(author), \(notice.created)\(notice.until.map { ", until \($0)" } ?? "")</p>
                <pre>\(notice.text)</pre>\(picture)\(delete)
                """)
        }
    }
}
