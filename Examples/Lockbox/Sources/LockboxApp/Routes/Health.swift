import Foundation
import GRDB
import Gatehouse

/// The state of the site as an administrator sees it.
struct Health: Sendable {
    let version: String
    let journal: String
    let databaseBytes, contentBytes, freeBytes: Int
    let isSecure: Bool
    let host: String
    let checked, checkResult: String?
    let sendsMail: Bool
}

extension Lockbox {
    static let version = "1.0"

    func addHealth(to gate: inout Gate) {
        gate.get("/admin/health", as: .health, allow: admin) { request, admin in
            let health = try health(request)
            return try page(request, admin, "Health") { token, message in
                try HealthPage.body(health, token, request)
            }
        }
        // The script sends pieces of growing size here, to find the largest body that the web server lets through.
        gate.post("/admin/health/probe", as: .probe, allow: admin) { request, _ in
            var count = 0
            for try await piece in request.body.limited(to: 16 << 20) { count += piece.count }
            return "\(count)\n"
        }
    }

    func health(_ request: Request) throws -> Health {
        let system = try FileManager.default.attributesOfFileSystem(forPath: settings.data)
        let databaseBytes = try store.read { database in
            try Int.fetchOne(database, sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        }
        let contentBytes = try store.people().reduce(0) { $0 + $1.used }
        return Health(
            version: Self.version, journal: store.journal,
            databaseBytes: databaseBytes ?? 0, contentBytes: contentBytes,
            freeBytes: (system[.systemFreeSize] as? NSNumber)?.intValue ?? 0, isSecure: request.isSecure,
            host: request.host, checked: try store.state(.checked), checkResult: try store.state(.checkResult),
            sendsMail: mailer != nil)
    }
}
