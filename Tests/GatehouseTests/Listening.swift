import FastCGI
import FastCGIClient
import Foundation
import TestSupport
import Testing

/// A program that listens on a Unix socket, and requests to it.
struct Listening {
    let program: Program
    let address: SocketAddress
    let socket: String

    struct DidNotListen: Error {}

    /// Starts a program with its listening socket on descriptor 0, like a process manager, with spawn-fcgi.
    init(managed path: String, _ socket: String, _ arguments: [String] = []) throws {
        self.socket = socket
        address = try SocketAddress(socket)
        program = try Program("/usr/bin/spawn-fcgi", ["-n", "-s", socket, "--", path] + arguments)
        let end = ContinuousClock.now + .hang
        while true {
            if (try? address.connect()) != nil { return }
            guard ContinuousClock.now < end else { throw DidNotListen() }
            usleep(2000)
        }
    }

    /// Starts a program with `--listen`.
    init(
        _ path: String,
        _ socket: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws {
        self.socket = socket
        address = try SocketAddress(socket)
        program = try Program(path, ["--listen", socket] + arguments, environment: environment)
        guard program.errorLine(containing: "listening on \(socket)") != nil else { throw DidNotListen() }
    }

    func request(_ target: String, method: String = "GET") -> ClientRequest {
        ClientRequest([
            (name: "REQUEST_METHOD", value: method), (name: "REQUEST_URI", value: target),
            (name: "REMOTE_ADDR", value: "::1"),
        ])
    }

    func get(_ target: String) throws -> GatewayResponse {
        var connection = try ClientConnection(to: address)
        return try connection.exchange(request(target)).head()
    }
}

extension Program {
    /// Waits until no signal is pending.
    func untilSignalsAreTaken() throws {
        let end = ContinuousClock.now + .hang
        while ContinuousClock.now < end {
            let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
            if status.contains("ShdPnd:\t0000000000000000") { return }
            usleep(1000)
        }
        Issue.record("a signal is still pending")
    }
}
