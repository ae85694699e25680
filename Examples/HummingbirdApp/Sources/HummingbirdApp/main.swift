import GatehouseConfiguration
import GatehouseHummingbird
import Hummingbird

let environment = Environment()
let store = TodoStore(path: environment.get("TODO_FILE") ?? "/tmp/todos.json")

let router = Router(options: .autoGenerateHeadEndpoints)
router.addMiddleware {
    LogRequestsMiddleware(.info)
}
router.get("/") { _, _ in
    "\(try await store.all().count) things to do\n"
}
TodoController(store: store).addRoutes(to: router.group("todos"))

let port = environment.get("TODO_PORT", as: Int.self) ?? 8080
let app = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))

// The application is the same with both servers.
if environment.get("TODO_SERVER") == "http" {
    try await app.runService()
} else {
    try await app.runFastCGI(allow: .everyone, configuration: Settings.load())
}
