import Foundation
import Gatehouse
import GatehouseHummingbird
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

// The application for tests with web servers. With PROBE_SOCKET it runs on Hummingbird's own server, on that Unix socket.

let environment = Environment()
let events = Events(path: environment.get("PROBE_EVENTS"))
let router = Router(context: ProbeContext.self, options: .autoGenerateHeadEndpoints)
router.addMiddleware {
    CORSMiddleware(allowOrigin: .all, allowHeaders: [.contentType], allowMethods: [.get, .post])
}
addRequestRoutes(to: router)
addBodyRoutes(to: router, events)

var logger = Logger(label: "probe")
logger.logLevel = .error
let socket = environment.get("PROBE_SOCKET")
var app = Application(
    router: router,
    configuration: .init(address: socket.map { .unixDomainSocket(path: $0) } ?? .hostname()),
    services: [NotingService(events: events)],
    onServerRunning: { _ in events.note("server running") },
    logger: logger
)
app.beforeServerStarts {
    print("printed before the server")
    events.note("before server")
    if environment.get("PROBE_FAILS") != nil { throw Hummingbird.HTTPError(.badGateway, message: "the probe fails") }
}
if socket != nil {
    try await app.runService()
} else {
    var configuration = GateConfiguration()
    configuration.bodyLimit = environment.get("PROBE_BODY_LIMIT", as: Int.self) ?? configuration.bodyLimit
    configuration.handlerTimeout = .seconds(environment.get("PROBE_TIMEOUT", as: Int.self) ?? 30)
    try await app.runFastCGI(allow: .everyone, configuration: configuration)
}
events.note("end")
