import Gatehouse
import GatehouseSecurity
import Glibc

// The application that `make bench` compares with the sessions of its peers. It also has a route with a limit, and a
// sign-in with a password. PEER_SESSIONS is the private directory, PEER_WORKERS the number of workers, and PEER_HASH the
// hash of the password. Under CGI, "/" is the only route, and PEER_RULE says what guards it.

func setting(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

let greeting = "Welcome back, user 4242.\n"

func signedIn(_ cookie: Cookie) throws -> Response {
    var response = Response(status: .ok, headers: [.contentType: "text/plain; charset=utf-8"], body: .bytes([]))
    try response.set(cookie)
    return response
}

func directory() throws -> PrivateDirectory { try PrivateDirectory(setting("PEER_SESSIONS") ?? "") }

/// A limit that no run reaches: 1,000 a second are the most that a limit can allow, but all those of a day can come at
/// once.
func limited() throws -> Access<Void> {
    .everyone.limited(by: try Throttle(in: directory()).limit(86_400_000, per: .seconds(86_400), by: .client))
}

var gate = Gate()
gate.configuration.hosts = .only("www.example.com", "localhost")
gate.configuration.workers = setting("PEER_WORKERS").flatMap { Int($0) } ?? 1
gate.command("hash", "PASSWORD", help: "prints the hash of a password") { arguments in
    let hasher = try PasswordHasher(in: directory())
    print(try await hasher.hash(Password(arguments.first ?? "")).text)
}

switch setting("PEER_RULE") {
case "session":
    gate.get("/", allow: try Sessions(in: directory()).current) { _, session in
        "Welcome back, user \(session.userID).\n"
    }
case "limit": gate.get("/", allow: try limited()) { _ in greeting }
case "everyone": gate.get("/", allow: .everyone) { _ in greeting }
default:
    let sessions = try Sessions(in: directory())
    gate.get("/open", allow: .everyone) { _ in greeting }
    gate.get("/signed-in", allow: sessions.current) { _, session in "Welcome back, user \(session.userID).\n" }
    gate.get("/limited", allow: try limited()) { _ in greeting }
    // A peer's program signs everybody in, too.
    gate.get("/sign-in/{user}", allow: .everyone) { request in
        try signedIn(try await sessions.start(for: request.path["user"], by: .password, on: request))
    }

    // All sign-ins wait until they are served, and none gets 503.
    let hasher = try PasswordHasher(in: directory(), wait: .seconds(60))
    let hash = setting("PEER_HASH").flatMap { PasswordHash($0) }
    gate.post("/password", allow: .everyone) { request in
        let password = Password(try await request.form()["password"] ?? "")
        guard case .matches = try await hasher.verify(password, hash) else { throw HTTPError(.forbidden) }
        // The sessions of 1,000 users.
        let user = String(Int.random(in: 0..<1000))
        return try signedIn(try await sessions.start(for: user, by: .password, on: request))
    }
}
await gate.serve()
