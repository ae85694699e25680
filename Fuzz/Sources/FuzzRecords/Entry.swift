import FuzzSupport
import Glibc
import HTTPTypes
import Logging
import Synchronization

@testable import FastCGI
@testable import GatewayInterface

/// A call of the handler.
private struct Call: Sendable {
    let role: Role
    let pairs: [Pair]
    /// The body; `nil` if reading it failed.
    let body: [UInt8]?

    /// Whether the handler, as an authorizer, allowed the request.
    var isLetPass: Bool { role == .authorizer && pairs.count.isMultiple(of: 2) }
}

private let calls = Mutex<[Call]>([])

/// The addresses of three servers with real workers, started once: for responders, for authorizers and for both roles.
private let addresses = [serve([.responder], "r"), serve([.authorizer], "a"), serve([.responder, .authorizer], "b")]

private func serve(_ roles: Set<Role>, _ name: String) -> SocketAddress {
    do {
        var configuration = ServerConfiguration(
            roles: roles, readTimeout: .seconds(2), writeTimeout: .seconds(2))
        configuration.parameterLimits = ParameterLimits(count: 16, bytes: 4096)
        let logger = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }
        let server = try Server(configuration: configuration, logger: logger)
        let address = try SocketAddress.unix(path: "/tmp/gatehouse-fuzz-\(name)-\(getpid())")
        let listener = Mutex<Listener?>(try Listener(address))
        Task {
            guard let listener = listener.withLock({ $0.take() }) else { return }
            do {
                try await server.run(on: listener) { request, response in
                    let body = try? await request.body.collect(upTo: 1 << 20)
                    let call = Call(role: request.role, pairs: Pair.all(request.parameters), body: body)
                    calls.withLock { $0.append(call) }
                    if call.isLetPass { return try response.authorize() }
                    // An authorizer must not be able to allow a request this way.
                    try response.finish(HTTPResponse(status: .ok), body: body ?? [])
                }
            } catch {
                fatalError("the server ended: \(error)")
            }
        }
        return address
    } catch {
        fatalError("cannot serve: \(error)")
    }
}

/// Sends any bytes to a server over one connection, in two pieces.
///
/// - The handler gets only requests that the reference finds, with the same role, parameters and body.
/// - The server sends complete records, none within another.
/// - An authorizer sends 200 only if the handler allowed the request.
///
/// The first byte chooses the server and is not sent, unless it is 1, the first byte of a record.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecords(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    var bytes = input(data, size)
    var number = 0
    if let first = bytes.first, first != 1 {
        number = Int(first) % addresses.count
        bytes.removeFirst()
    }
    let (address, roles) = (addresses[number], [[1], [2], [1, 2]][number])
    calls.withLock { $0 = [] }
    do throws(SystemError) {
        let connection = try address.connect()
        try connection.setReadTimeout(.seconds(4))
        try connection.setWriteTimeout(.seconds(4))
        do throws(SystemError) {
            // The place depends on the input and is the same in each run.
            let cut = bytes.reduce(0) { $0 &* 31 &+ Int($1) } & Int.max % (bytes.count + 1)
            try connection.write(bytes[..<cut])
            try connection.write(bytes[cut...])
            try connection.finishWriting()
            var received: [UInt8] = []
            while true {
                let piece = try connection.read(upTo: 64 * 1024)
                if piece.isEmpty { break }
                received += piece
            }
            check(received: received, roles)
        } catch  where error.number == EPIPE || error.number == ECONNRESET || error.number == ENOTCONN {
            // The server may close the connection before it has read invalid bytes.
        }
    } catch {
        fatalError("the server does not end the connection: \(error)")
    }
    check(bytes, roles)
    return 0
}

private func check(received: [UInt8], _ roles: [Int]) {
    var rest = received[...]
    var saysYes = 0
    while !rest.isEmpty {
        let header = Array(rest.prefix(8))
        // FCGI_END_REQUEST, FCGI_STDOUT, FCGI_STDERR, FCGI_GET_VALUES_RESULT, FCGI_UNKNOWN_TYPE
        guard header.count == 8, header[0] == 1, [3, 6, 7, 10, 11].contains(header[1]) else {
            fatalError("\(received) is not a sequence of application records")
        }
        let length = 8 + Int(header[4]) * 256 + Int(header[5]) + Int(header[6])
        guard rest.count >= length else { fatalError("\(received) ends within a record") }
        if header[1] == 6, rest.dropFirst(8).starts(with: "Status: 200".utf8) { saysYes += 1 }
        rest = rest.dropFirst(length)
    }
    // The responses of a responder contain bytes of the client, so they are not checked.
    guard roles == [2] else { return }
    let isLetPass = calls.withLock { $0.count { $0.isLetPass } }
    guard saysYes <= isLetPass else { fatalError("\(saysYes) responses of 200, \(isLetPass) requests allowed") }
}

private func check(_ bytes: [UInt8], _ roles: [Int]) {
    var expected = Conversation(bytes).requests[...]
    for call in calls.withLock({ $0 }) {
        let found = expected.firstIndex { request in
            roles.contains(request.role) && request.role == call.role.number
                && request.pairs.filter { $0.name != Array("HTTP_PROXY".utf8) } == call.pairs
                && (call.body == nil || call.body == request.body)
        }
        guard let found else { fatalError("the handler got \(call), expected one of \(Array(expected))") }
        expected = expected[(found + 1)...]
    }
}
