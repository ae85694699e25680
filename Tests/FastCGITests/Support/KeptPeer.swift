import FastCGIClient

@testable import FastCGI

/// A peer that keeps its connection; a class, so that an array can hold many.
final class KeptPeer {
    private var peer: Peer

    init(_ address: SocketAddress) throws {
        peer = try Peer(address)
    }

    func send(_ name: String) throws {
        try peer.send(ClientRequest.get(name).bytes(keepsConnection: true))
    }

    func send(_ bytes: some Sequence<UInt8>) throws {
        try peer.send(bytes)
    }

    func response() throws -> String {
        try peer.response().text
    }

    func hasEnded() throws -> Bool {
        try peer.endsWithoutResponse()
    }
}
