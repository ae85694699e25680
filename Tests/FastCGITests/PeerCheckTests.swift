import CFastCGI
import FastCGIClient
import Foundation
import GatewayInterface
import Glibc
import TestSupport
import Testing

@testable import FastCGI

@Suite("Peers that may not connect", .timeLimit(.minutes(5)))
struct PeerCheckTests {
    private static let advice = " may not connect; ServerConfiguration.peers lists the allowed peers"

    /// Runs a client as another user; only root can start one.
    private static func askAsNobody(_ path: String) throws -> (status: Int32, output: String) {
        let end = try Program(
            "/usr/bin/setpriv",
            ["--reuid=65534", "--regid=65533", "--clear-groups", "/usr/bin/cgi-fcgi", "-bind", "-connect", path],
            environment: ["REQUEST_METHOD": "GET", "NAME": "nobody"]
        ).end()
        return (end.status, String(decoding: end.output, as: UTF8.self))
    }

    /// FastCGI has no authentication: an accepted user can claim any identity.
    @Test(
        "Another user is disconnected and logged, and the next allowed peer is served",
        .enabled(if: geteuid() == 0)
    )
    func otherUserIsRefused() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("s")
        let recorder = Recorder()
        let log = CollectedLog()
        // The mode admits all users, so that only the check refuses.
        let setting = Setting(address: try .unix(path: path), mode: 0o666, logger: log.logger)
        try await serving(recorder.handler, setting) { address, _ in
            let refused = try Self.askAsNobody(path)
            #expect(refused.output == "")
            try Peer.askWell(address, .get("good"))
        }
        #expect(recorder.requests.map { $0["NAME"] } == ["good"])
        let line = "notice: closing a connection: user 65534, group 65533, process "
        #expect(log.lines.count == 1)
        #expect(log.lines.first?.hasPrefix(line) == true && log.lines.first?.hasSuffix(Self.advice) == true)
    }

    /// A web server with its own user must be allowed explicitly.
    @Test(
        "A user or group in the policy is served",
        .enabled(if: geteuid() == 0),
        arguments: [PeerPolicy(users: [65_534]), PeerPolicy(groups: [65_533])]
    )
    func namedUserIsServed(_ policy: PeerPolicy) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("s")
        let recorder = Recorder()
        let setting = Setting(address: try .unix(path: path), peers: policy, mode: 0o666)
        try await serving(recorder.handler, setting) { address, _ in
            let response = try Self.askAsNobody(path)
            #expect(response.output.hasSuffix("response to nobody"))
            try Peer.askWell(address, .get("good"))
        }
    }

    /// Breaks if a peer is allowed because the system does not identify it.
    @Test("A peer that the system does not identify is refused")
    func unidentifiedPeerIsRefused() throws {
        let check = try PeerCheck(PeerPolicy(), isInherited: false, webServerAddresses: nil)
        let file = Descriptor(adopting: unsafe open("/dev/null", O_RDONLY))
        var peer = gatehouse_peer()
        peer.family = AF_UNIX
        let unnamed = check.stranger(peer, on: file)
        #expect(unnamed == "a peer with unknown credentials")
        peer.family = AF_UNSPEC
        let unspecified = check.stranger(peer, on: file)
        #expect(unspecified == "a peer of the unknown address family 0")
    }

    /// Every program of the machine can connect to a loopback port unless the list restricts it.
    @Test("Over TCP an unlisted address is disconnected, by IPv4 and IPv6")
    func unlistedAddressIsRefused() async throws {
        for (listening, listed, name) in [("127.0.0.1:0", "127.0.0.2", "127.0.0.1"), ("[::1]:0", "fd00::/8", "::1")] {
            let recorder = Recorder()
            let log = CollectedLog()
            let setting = Setting(
                address: try SocketAddress(listening),
                peers: try PeerPolicy(addresses: [listed]),
                logger: log.logger
            )
            try await serving(recorder.handler, setting) { address, _ in
                for _ in 0..<3 {
                    var peer = try Peer(address)
                    try? peer.send(ClientRequest.get("stranger").bytes())
                    #expect(try peer.endsWithoutResponse())
                }
            }
            #expect(recorder.count == 0)
            #expect(log.lines == Array(repeating: "notice: closing a connection: \(name)\(Self.advice)", count: 3))
        }
    }

    /// The default must not refuse the local machine.
    @Test("The local machine is served over TCP by default, by IPv4 and IPv6", arguments: ["127.0.0.1:0", "[::1]:0"])
    func loopbackIsServedByDefault(_ listening: String) async throws {
        try await serving(Recorder().handler, Setting(address: try SocketAddress(listening))) { address, _ in
            try Peer.askWell(address)
        }
    }
}
