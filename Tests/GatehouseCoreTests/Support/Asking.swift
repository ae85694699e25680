import GatewayInterface
import HTTPTypes
import Synchronization
import TestSupport

@testable import GatehouseCore

/// All parts of a response that a client can see.
struct ReceivedResponse: Equatable {
    let status: Int
    let reason: String
    /// In the order in which they are sent.
    let headers: [String]
    let body: [UInt8]

    init(_ response: Response) {
        status = response.status.code
        reason = response.status.reasonPhrase
        // As the binding sends them.
        let parts = response.partlyRenderedHeaders
        let rendered = parts.rendered.split(separator: UInt8(ascii: "\n")).map { line in
            String(decoding: line.dropLast(), as: UTF8.self)
        }
        headers = parts.fields.map { "\($0.name.rawName): \($0.value)" } + rendered
        switch response.body.storage {
        case .bytes(let bytes): body = bytes
        case .stream: body = Array("a stream".utf8)
        case .file: body = Array("a file".utf8)
        }
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    static let badRequest = ReceivedResponse(.plain(.badRequest))
    static let notFound = ReceivedResponse(.plain(.notFound))
    static let failed = ReceivedResponse.broken(.internalServerError)

    /// The response to a failure, with the incident number of ``Dispatcher/init(_:mount:programName:log:)``.
    static func broken(_ status: HTTPResponse.Status) -> ReceivedResponse {
        var response = Response.plain(status)
        response.body = .text("\(status.code) \(status.reasonPhrase)\nIncident TEST\n")
        return ReceivedResponse(response)
    }
}

/// Records calls in order.
final class Calls: Sendable {
    private let storage = Mutex<[String]>([])

    var all: [String] { storage.withLock { $0 } }

    func note(_ call: String) {
        storage.withLock { $0.append(call) }
    }
}

struct Mishap: Error, CustomStringConvertible {
    var description = "a mishap"
}

/// Parameters for a test, sorted by name.
func parameters(_ values: [String: String]) throws -> Parameters {
    try Parameters(values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) })
}

extension Gate {
    /// Returns this gate's response to one request. If the parameters name no host, a gate with the default hosts
    /// serves every client. If they name a host and no address, the client is local.
    func response(
        _ method: String? = "GET",
        _ target: String? = "/",
        with more: [String: String] = [:],
        body: RequestBody = RequestBody(),
        mount: Mount = .automatic,
        programName: String = "app.fcgi",
        log: CollectedLog = CollectedLog()
    ) async throws -> ReceivedResponse {
        var values = more
        let namesHost = more["HTTP_HOST"] != nil || more["SERVER_NAME"] != nil
        if namesHost { values["REMOTE_ADDR"] = more["REMOTE_ADDR"] ?? "127.0.0.1" }
        values["REQUEST_METHOD"] = method
        values["REQUEST_URI"] = target
        let dispatcher = try Dispatcher(
            self, mount: mount, programName: programName, servesEveryHost: !namesHost, log: log)
        return ReceivedResponse(await dispatcher.respond(to: try parameters(values), body: body))
    }
}

extension Gate {
    /// The body of this gate's streamed response to GET /.
    func streamedBody() async throws -> String {
        let request = try parameters(["REQUEST_METHOD": "GET", "REQUEST_URI": "/"])
        guard
            case .stream(nil, let write) = try await Dispatcher(self).respond(to: request, body: RequestBody()).body
                .storage
        else { throw Mishap(description: "not a stream") }
        let bytes = Mutex<[UInt8]>([])
        try await write(BodyWriter(write: { piece in bytes.withLock { $0 += piece } }, flush: {}))
        return String(decoding: bytes.withLock { $0 }, as: UTF8.self)
    }
}

extension Access where Evidence == String {
    /// A rule that records its evaluation and returns evidence or `nil`, or throws.
    static func noting(
        _ calls: Calls,
        else denial: Denial = .hidden,
        _ evidence: @escaping @Sendable () throws -> String? = { "evidence" }
    ) -> Access {
        Access("a rule", else: denial) { _ in
            calls.note("rule")
            return try evidence()
        }
    }
}

extension Dispatcher {
    /// A dispatcher for a test, with a fixed time and a fixed incident number.
    ///
    /// - Parameter servesEveryHost: whether a gate with the default hosts serves every client, for every host and over
    ///   HTTP.
    init(
        _ gate: Gate,
        mount: Mount = .automatic,
        programName: String = "app.fcgi",
        at time: Int64 = 1_800_000_000,
        withDefaultHeaders: Bool = false,
        servesEveryHost: Bool = true,
        log: CollectedLog = CollectedLog(),
        observer: (@Sendable (RequestRecord) -> Void)? = nil
    ) throws(GateError) {
        var gate = gate
        if servesEveryHost, gate.configuration.hosts == .loopback {
            gate.configuration.hosts = .any
            if gate.configuration.https == .required() { gate.configuration.https = .notRequired }
        }
        if !withDefaultHeaders { gate.configuration.headers = .none }
        try self.init(
            gate,
            mount: mount,
            programName: programName,
            logger: log.logger,
            dependencies: Dependencies(
                now: { Timestamp(secondsSince1970: time) },
                incident: { "TEST" },
                observer: observer
            )
        )
    }
}
