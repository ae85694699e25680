import Gatehouse

extension Lockbox {
    /// What happened on the site, for administrators.
    func addAudit(to gate: inout Gate) {
        gate.get("/admin/audit", as: .audit, allow: admin) { request, admin in
            let query = try request.query()
            func text(_ name: String) throws -> String? { try query[name].flatMap { $0.isEmpty ? nil : $0 } }
            let filter = AuditFilter(kind: try text("kind"), person: try text("person"))
            let pages = try Pagination(request, of: try store.auditCount(filter), perPage: 100)
            let events = try store.events(filter, limit: pages.limit, offset: pages.offset)
            let days = try store.eventsByDay(filter, days: 30, until: request.time)
            let kinds = try store.eventKinds()
            return try page(request, admin, "Audit trail") { _, _ in
                try AuditPage.body(events, days: days, filter, kinds: kinds, pages, request)
            }
        }
    }
}
