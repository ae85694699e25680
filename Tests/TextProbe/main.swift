import Gatehouse
import GatehouseCore
import GatehouseJSON
import GatewayInterface
import HTTPTypes
import Logging
import Synchronization

// Sends texts of a client to every place where text enters. ClientTextCostTests runs it under valgrind and counts the
// instructions of each request.
//
// Arguments: a directory with the file a.txt, and the sizes of the texts in bytes. Standard output: a line for each request
// with the kind of the text, its size, its place and the status of the response, with tabs between them.

enum Choice: String, Decodable { case one, two }
struct OneText: Decodable { var text: String? }
struct OneBoolean: Decodable { var text: Bool }
struct OneChoice: Decodable { var text: Choice? }
struct OneNumber: Decodable { var text: Double? }
struct OneInteger: Decodable { var text: Int }
struct Several: Decodable { var text: [String] }

/// Does what programs do with text: looks it up, compares and sorts it.
func use(_ texts: String?...) -> String {
    let known = ["a": 1, "z\u{301}": 2]
    let texts = texts.compactMap { $0 }
    let found = texts.filter { known[$0] != nil || $0 == "e\u{301}" }
    return "\(found.count) \((texts + ["a"]).sorted().count)"
}

/// - Parameter proxies: the fields of the proxies at `Place.proxy`.
func application(_ proxies: TrustedProxies.Fields) throws -> Gate {
    var gate = Gate()
    // Large limits, so that the text gets as far as it can.
    let large = 1 << 30
    gate.configuration.headerByteLimit = large
    gate.configuration.bodyLimit = large
    gate.configuration.hosts = .only("localhost")
    gate.configuration.proxies = TrustedProxies(
        at: Place.proxy, fields: proxies, claims: [.client, .scheme, .host])
    let owners = ["a": "ada"]
    let owner = Access<String>("owner") { request in owners[try request.path["text"]] ?? "nobody" }
    let fields = FieldLimits(bytes: large, nameBytes: large)
    let json = JSONLimits(bytes: large, nameBytes: large)
    let parts = MultipartLimits(
        bytes: large, fieldBytes: large, allFieldBytes: large, fileBytes: large, headerBytes: large, nameBytes: large)
    gate.get("/", allow: .everyone) { _ in "" }
    gate.get("/table/{text}", allow: owner) { request, owner in use(owner, try request.path["text"]) }
    gate.get("/rest/{rest...}", allow: .everyone) { request in use(try request.path.rest("rest").last) }
    gate.get("/number/{number:int}", allow: .everyone) { _ in "" }
    gate.get("/value", allow: .everyone) { request in use(try request.query(limits: fields)["text"]) }
    gate.get("/return", allow: .everyone) { request in use(request.returnPath) }
    gate.get("/boolean", allow: .everyone) { request in
        "\(try request.query(limits: fields).decoded(as: OneBoolean.self).text)"
    }
    gate.get("/case", allow: .everyone) { request in
        use(try request.query(limits: fields).decoded(as: OneChoice.self).text?.rawValue)
    }
    gate.get("/double", allow: .everyone) { request in
        "\(try request.query(limits: fields).decoded(as: OneNumber.self).text ?? 0)"
    }
    gate.get("/integer", allow: .everyone) { request in
        "\(try request.query(limits: fields).decoded(as: OneInteger.self).text)"
    }
    gate.get("/link", allow: .everyone) { request in use(request.url(settingQuery: "b", to: "1")) }
    gate.post("/field", allow: .everyone) { request in
        let names = ["X-Other", "User-Agent"].compactMap { HTTPField.Name($0) }
        let texts = names.map { request.headers[$0] } + [request.cookie("name"), request.clientAddress, request.host]
        return "\(texts.map { use($0) })"
    }
    let files = try Files(in: CommandLine.arguments[1], extensions: ["txt"])
    gate.get("/files/{name}", allow: .everyone) { request in try files.file(request.path["name"]) }
    gate.post("/basic", allow: Access<String>.basic(realm: "a") { use($0.user, $0.password) }) { _, found in found }
    gate.post("/bearer", allow: Access<String>.bearer(realm: "a") { use($0) }) { _, found in found }
    gate.post("/form", allow: .everyone) { request in
        use(try await request.form(as: OneText.self, limits: fields).text)
    }
    gate.post("/form/boolean", allow: .everyone) { request in
        "\(try await request.form(as: OneBoolean.self, limits: fields).text)"
    }
    gate.post("/form/case", allow: .everyone) { request in
        use(try await request.form(as: OneChoice.self, limits: fields).text?.rawValue)
    }
    gate.post("/form/list", allow: .everyone) { request in
        "\(try await request.form(as: Several.self, limits: fields).text.map { use($0) })"
    }
    gate.post("/json", allow: .everyone) { request in use(try await request.json(OneText.self, limits: json).text) }
    gate.post("/json/number", allow: .everyone) { request in
        "\(try await request.json(OneNumber.self, limits: json).text ?? 0)"
    }
    gate.post("/json/case", allow: .everyone) { request in
        use(try await request.json(OneChoice.self, limits: json).text?.rawValue)
    }
    gate.post("/json/table", allow: .everyone) { request in
        use(try await request.json([String: String].self, limits: json)["text"])
    }
    gate.post("/parts", allow: .everyone) { request in
        let upload = try await request.multipart(limits: parts, inMemory: large)
        return try use(upload.value["text"], upload.files["text"]?.fileName)
    }
    return gate
}

/// Requests with texts of about as many bytes.
func requests(_ size: Int) -> [Arrival] {
    func text(_ unit: String, _ size: Int = size) -> String {
        String(repeating: unit, count: size / unit.utf8.count)
    }
    // Of the combining classes 240, 230, 220, 202, 9 and 1. In this order they cost most to sort.
    let marks = ["\u{345}", "\u{301}", "\u{323}", "\u{327}", "\u{94D}", "\u{334}"]
    let texts = [
        // More marks in a row than allowed.
        ("descending marks", "a" + marks.map { text($0, size / marks.count) }.joined()),
        ("decomposing marks", text("\u{F73}")),
        // As many as allowed.
        ("thirty marks", text("a" + marks.map { text($0, 5 * $0.utf8.count) }.joined())),
    ]
    return texts.flatMap { kind, text in Place.all(with: Array(text.utf8)).map { Arrival($0, kind, size) } }
        + Place.allForNumbers(with: Array(text("1").utf8)).map { Arrival($0, "digits", size) }
}

/// Runs all jobs on the main thread, one after the other: valgrind 3.19 crashes with the main thread of libdispatch.
final class MainThread: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    /// Runs jobs until none is left.
    func run() {
        while let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            // The executor lives as long as the program.
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}

/// valgrind ends a count before each call.
@inline(never)
func checkpoint() {
    print("", terminator: "")
}

func dispatcher(_ proxies: TrustedProxies.Fields) throws -> Dispatcher {
    try Dispatcher(
        try application(proxies),
        mount: Mount("/"),
        logger: Logger(label: "probe") { _ in SwiftLogNoOpLogHandler() },
        dependencies: Dependencies(now: { Timestamp(secondsSince1970: 0) })
    )
}

let dispatchers = (standard: try dispatcher(.forwarded), other: try dispatcher(.xForwarded))

/// A request as it arrives, so that the probe itself does nothing with its text.
struct Arrival {
    let line: String
    let block: [UInt8]
    let body: [UInt8]
    let isForwarded: Bool

    init(_ place: Place, _ kind: String, _ size: Int) {
        line = "\(kind)\t\(size)\t\(place.name)"
        var block: [UInt8] = []
        for (name, value) in place.request { Parameters.append(name, value, to: &block) }
        self.block = block
        body = place.body
        isForwarded = place.isForwarded
    }

    /// Returns the status of the response.
    func send() async -> Int {
        guard let parameters = try? Parameters(nameValuePairs: block, limits: ParameterLimits(bytes: 1 << 24)) else {
            return 400
        }
        let dispatcher = isForwarded ? dispatchers.standard : dispatchers.other
        return await dispatcher.respond(to: parameters, body: RequestBody(body)).status.code
    }
}

let sizes = CommandLine.arguments.dropFirst(2).compactMap { Int($0) }
// All requests are created before the first one is counted, so that between two checkpoints there is nothing else.
let short = Place.all(with: [0x31]).map { Arrival($0, "short", 1) }
let counted = short + sizes.flatMap(requests)
// They create what is created once.
let first = short + requests(500)
let thread = MainThread()
Task(executorPreference: thread) {
    for request in first { _ = await request.send() }
    var lines: [String] = []
    checkpoint()
    for request in counted {
        let status = await request.send()
        checkpoint()
        lines.append("\(request.line)\t\(status)")
    }
    print(lines.joined(separator: "\n"))
}
thread.run()
