import Foundation
import Hummingbird
import Logging
import Mustache
import NIOPosix

// The responses that all peers give, by Hummingbird over HTTP on the Unix socket PEER_SOCKET. PEER_WORKERS is the
// number of event loops.

let environment = ProcessInfo.processInfo.environment
let socket = environment["PEER_SOCKET"] ?? "/tmp/hummingbird.sock"
let file = environment["PEER_FILE"] ?? ""
let workers = environment["PEER_WORKERS"].flatMap { Int($0) } ?? 1
let routes = environment["PEER_ROUTES"].flatMap { Int($0) } ?? 10

struct Item: ResponseEncodable {
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

struct Row {
    let name: String
    let maker: String
    let price: Int
    let note: String
}

let items = Dictionary(uniqueKeysWithValues: (1...1000).map { ($0, Item($0)) })
let rows = (1...118).map { Row(name: "item \($0)", maker: "Smith & Sons", price: $0 * 29, note: "< 10000") }

func word(_ index: UInt32) -> String {
    let digits = String(index &* 2_654_435_761, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
}
let sessions = Dictionary(
    uniqueKeysWithValues: (0..<10_000).map { (user: UInt32) in
        ((0..<4).map { word(4 * user + $0) }.joined(), Int(user))
    }
)

let memory: ByteBuffer = {
    var state: UInt32 = 1
    let period = (0..<4093).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(state >> 24)
    }
    return ByteBuffer(bytes: (0..<1 << 20).map { period[$0 % period.count] })
}()

let page = try MustacheTemplate(
    string: """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Items</title></head>
        <body>
        <h1>Items</h1>
        <ul>
        {{#rows}}
        <li><b>{{name}}</b> by {{maker}} costs {{price}}, which is {{note}} and fair.</li>
        {{/rows}}
        </ul>
        </body>
        </html>

        """
)

func response(_ type: String, _ body: ResponseBody) -> Response {
    Response(status: .ok, headers: [.contentType: type], body: body)
}
let text = "text/plain; charset=utf-8"
let hello = "Hello from behind the gate.\n"

// The keys in alphabetical order, like the other peers.
struct Context: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: Source) {
        coreContext = .init(source: source)
    }

    var responseEncoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

let router = Router(context: Context.self)
router.get("/") { _, _ in hello }
router.get("/items/:id") { _, context in
    guard let item = items[try context.parameters.require("id", as: Int.self)] else { throw HTTPError(.notFound) }
    return item
}
router.get("/page") { _, _ in
    response("text/html; charset=utf-8", .init(byteBuffer: ByteBuffer(string: page.render(["rows": rows]))))
}
router.get("/session") { request, _ in
    guard let user = request.cookies["session"].flatMap({ sessions[$0.value] }) else { throw HTTPError(.unauthorized) }
    return "Welcome back, user \(user).\n"
}
router.get("/memory") { _, _ in response("application/octet-stream", .init(byteBuffer: memory)) }
let files = FileIO()
router.get("/file") { _, context in
    response("application/octet-stream", try await files.loadFile(path: file, context: context))
}
router.post("/upload") { request, _ in
    var total = 0
    for try await piece in request.body { total += piece.readableBytes }
    return "\(total)\n"
}
for index in 0..<routes {
    router.get("/area\(index)/items/:id/:part") { _, context in
        _ = try context.parameters.require("id", as: Int.self)
        return hello
    }
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
