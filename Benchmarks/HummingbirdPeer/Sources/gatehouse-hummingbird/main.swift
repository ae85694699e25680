import Foundation
import Gatehouse
import GatehouseHummingbird
import Hummingbird
import Logging
import NIOPosix

// The same application on two servers: with PEER_SOCKET on Hummingbird's own, by HTTP on that Unix socket; otherwise behind
// a gate, as a web server starts it. PEER_WORKERS is the number of event loops of the first.

let environment = ProcessInfo.processInfo.environment
let router = Router()
router.get("/") { _, _ in "Hello from behind the gate.\n" }

var logger = Logger(label: "peer")
logger.logLevel = .error
if let socket = environment["PEER_SOCKET"] {
    let workers = environment["PEER_WORKERS"].flatMap { Int($0) } ?? 1
    let application = Application(
        router: router,
        configuration: .init(address: .unixDomainSocket(path: socket), serverName: nil),
        eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup(numberOfThreads: workers)),
        logger: logger
    )
    try await application.runService()
} else {
    var configuration = GateConfiguration()
    configuration.hosts = .any
    configuration.https = .notRequired
    let application = Application(router: router, logger: logger)
    try await application.runFastCGI(allow: .everyone, configuration: configuration)
}
