import FuzzSupport
import Glibc
import HTTPTypes
import Logging
import Synchronization

@testable import FastCGI
@testable import GatewayInterface

/// What the handler was called with.
private struct Call: Sendable {
    let pairs: [Pair]
    /// The body, unless reading it failed.
    let body: [UInt8]?
}

private let calls = Mutex<[Call]>([])

/// The server that all inputs go to, with its real worker, started once.
private let address: SocketAddress = {
    do {
        var configuration = ServerConfiguration(readTimeout: .seconds(2), writeTimeout: .seconds(2))
        configuration.parameterLimits = ParameterLimits(count: 16, bytes: 4096)
        let logger = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }
        let server = try Server(configuration: configuration, logger: logger)
        let address = try SocketAddress.unix(path: "/tmp/gatehouse-fuzz-\(getpid())")
        let listener = Mutex<Listener?>(try Listener(address))
        Task {
            guard let listener = listener.withLock({ $0.take() }) else { return }
            do {
                try await server.run(on: listener) { request, response in
                    let body = try? await request.body.collect(upTo: 1 << 20)
                    calls.withLock { $0.append(Call(pairs: Pair.all(request.parameters), body: body)) }
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
}()

/// Sends any bytes to a server over one connection, in two pieces, up to its end: the handler sees no request that a second
/// reader does not see whole in them, and of each the same parameters and the same body; and what comes back is whole
/// records, none inside of another.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecords(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = input(data, size)
    calls.withLock { $0 = [] }
    do throws(SystemError) {
        let connection = try address.connect()
        try connection.setReadTimeout(.seconds(4))
        try connection.setWriteTimeout(.seconds(4))
        do throws(SystemError) {
            // Somewhere else for each input, and always at the same place for one.
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
            check(received: received)
        } catch  where error.number == EPIPE || error.number == ECONNRESET || error.number == ENOTCONN {
            // Closed before it had read everything: that is how strangers are treated.
        }
    } catch {
        fatalError("the server does not end the connection: \(error)")
    }
    check(bytes)
    return 0
}

private func check(received: [UInt8]) {
    var rest = received[...]
    while !rest.isEmpty {
        let header = Array(rest.prefix(8))
        // FCGI_END_REQUEST, FCGI_STDOUT, FCGI_STDERR, FCGI_GET_VALUES_RESULT, FCGI_UNKNOWN_TYPE
        guard header.count == 8, header[0] == 1, [3, 6, 7, 10, 11].contains(header[1]) else {
            fatalError("\(received) are no records of an application")
        }
        let length = 8 + Int(header[4]) * 256 + Int(header[5]) + Int(header[6])
        guard rest.count >= length else { fatalError("\(received) end inside a record") }
        rest = rest.dropFirst(length)
    }
}

private func check(_ bytes: [UInt8]) {
    var expected = Conversation(bytes).requests[...]
    for call in calls.withLock({ $0 }) {
        let found = expected.firstIndex { request in
            request.role == 1 && request.pairs.filter { $0.name != Array("HTTP_PROXY".utf8) } == call.pairs
                && (call.body == nil || call.body == request.body)
        }
        guard let found else { fatalError("the handler was called with \(call), but there is \(Array(expected))") }
        expected = expected[(found + 1)...]
    }
}
