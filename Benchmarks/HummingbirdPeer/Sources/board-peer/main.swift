import Foundation
import GRDB
import Hummingbird
import Logging
import Mustache
import NIOPosix

// The list of notices of Examples/Board, by Hummingbird over HTTP on the Unix socket PEER_SOCKET. PEER_WORKERS is the
// number of event loops. PEER_DATABASE is the database of the board. PEER_SESSION is the session of PEER_MEMBER.

let environment = ProcessInfo.processInfo.environment
let socket = environment["PEER_SOCKET"] ?? "/tmp/hummingbird.sock"
let workers = environment["PEER_WORKERS"].flatMap { Int($0) } ?? 1

struct BoardSession: Codable {
    let member: String
    var message: String?
}

struct Context: RequestContext {
    var coreContext: CoreRequestContextStorage
    var session: BoardSession?

    init(source: Source) {
        coreContext = .init(source: source)
    }
}

/// Lets only members pass.
struct Authenticator: RouterMiddleware {
    let sessions: MemoryPersistDriver<ContinuousClock>
    let database: DatabasePool

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let cookie = request.cookies["session"],
            let session = try await sessions.get(key: cookie.value, as: BoardSession.self),
            try await database.read({ try Member.find(session.member, $0) }) != nil
        else { throw HTTPError(.unauthorized) }
        var context = context
        context.session = session
        return try await next(request, context)
    }
}

let template = try MustacheTemplate(string: templateText)
let database = try DatabasePool(path: environment["PEER_DATABASE"] ?? "")
let sessions = MemoryPersistDriver()
try await sessions.create(
    key: environment["PEER_SESSION"] ?? "", value: BoardSession(member: environment["PEER_MEMBER"] ?? ""),
    expires: .seconds(86_400))

let router = Router(context: Context.self)
router.add(middleware: Authenticator(sessions: sessions, database: database))
router.get("/") { request, context in
    let list = try ListRequest(request.uri.queryParameters)
    let today = Date.now.formatted(.iso8601.year().month().day())
    let (total, notices) = try await database.read { try Notice.page(list, today: today, $0) }
    let view = try ListView(list, total: total, notices: notices, message: context.session?.message)
    return Response(
        status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
        body: .init(byteBuffer: ByteBuffer(string: template.render(view))))
}

var logger = Logger(label: "peer")
logger.logLevel = .error
let application = Application(
    router: router,
    configuration: .init(address: .unixDomainSocket(path: socket), serverName: nil),
    eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup(numberOfThreads: workers)),
    logger: logger
)
try await application.runService()
