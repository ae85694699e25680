import Gatehouse
import GatehouseJSON
import Glibc

// Sends the responses that all peers of `make bench` send, with Gatehouse as its documentation shows. PEER_FILE, PEER_ROUTES
// and PEER_WORKERS set the file, the number of further routes and the number of workers.

func setting(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

struct Item: Encodable {
    let id: Int
    let name: String
    let price: Int
    let tags: [String]

    init(_ id: Int) {
        self.id = id
        name = "item \(id)"
        price = id * 29
        tags = ["new", "small"]
    }
}

// Created on first use, so that the first response does not wait for them.
enum Data {
    static let items = Dictionary(uniqueKeysWithValues: (1...1000).map { ($0, Item($0)) })
    static let rows = (1...118).map { (name: "item \($0)", maker: "Smith & Sons", price: $0 * 29, note: "< 10000") }
    static let sessions = Dictionary(uniqueKeysWithValues: (0..<10_000).map { (Works.sessionKey($0), Int($0)) })
}

let known = Access<Item>("known item") { request in Data.items[try request.path["id", as: Int.self]] }
let signedIn = Access<Int>("signed in") { request in request.cookie("session").flatMap { Data.sessions[$0] } }
let numbered = Access<Int>("has a number") { request in try request.path["id", as: Int.self] }

var gate = Gate()
gate.configuration.hosts = .only("www.example.com", "localhost")
// The web servers of the benchmarks serve plain HTTP.
gate.configuration.https = setting("PEER_PLAIN") == nil ? .required() : .notRequired
gate.configuration.workers = setting("PEER_WORKERS").flatMap { Int($0) } ?? 1
gate.configuration.bodyLimit = 8 << 20

gate.get("/", allow: .everyone) { _ in Works.small }
gate.get("/items/{id:int}", allow: known) { _, item in JSON(item) }
gate.get("/page", allow: .everyone) { _ in
    let list = Data.rows.map { row -> HTML in
        "<li><b>\(row.name)</b> by \(row.maker) costs \(row.price), which is \(row.note) and fair.</li>\n"
    }
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Items</title></head>
        <body>
        <h1>Items</h1>
        <ul>
        \(list)</ul>
        </body>
        </html>

        """ as HTML
}
gate.get("/session", allow: signedIn) { _, user in "Welcome back, user \(user).\n" }
gate.get("/memory", allow: .everyone) { _ in
    Response(status: .ok, headers: [.contentType: "application/octet-stream"], body: .bytes(Works.memory))
}
gate.post("/upload", allow: .everyone) { request in
    var total = 0
    for try await piece in request.body { total += piece.count }
    return "\(total)\n"
}
if let file = setting("PEER_FILE") {
    let parts = file.split(separator: "/")
    let files = try Files(
        in: "/" + parts.dropLast().joined(separator: "/"),
        extensions: ["bin"],
        types: ["bin": "application/octet-stream"]
    )
    let name = String(parts.last ?? "")
    gate.get("/file", allow: .everyone) { _ in try files.file(name) }
}
for index in 0..<(setting("PEER_ROUTES").flatMap { Int($0) } ?? 10) {
    gate.get("/area\(index)/items/{id:int}/{part}", allow: numbered) { _, _ in Works.small }
}
await gate.serve()
