import Glibc
import TestSupport
import Testing

@testable import FastCGI

@Suite("The send buffer of a socket")
struct SendBufferTests {
    private func size(of descriptor: borrowing Descriptor) -> Int {
        var size = CInt(0)
        var length = socklen_t(MemoryLayout<CInt>.size)
        let result = unsafe getsockopt(descriptor.number, SOL_SOCKET, SO_SNDBUF, &size, &length)
        return result == 0 ? Int(size) : -1
    }

    @Test("grows on a Unix socket, as far as the system allows")
    func unixSocketBufferGrows() throws {
        let stream = CInt(SOCK_STREAM.rawValue)
        let socket = Descriptor(adopting: Glibc.socket(AF_UNIX, stream, 0))
        let before = size(of: socket)
        try socket.enlargeSendBuffer()
        #expect(before > 0)
        #expect(size(of: socket) > before)
    }

    @Test("is unchanged on a TCP socket, because a set size would stop its automatic sizing")
    func tcpSocketBufferIsUnchanged() throws {
        let stream = CInt(SOCK_STREAM.rawValue)
        let socket = Descriptor(adopting: Glibc.socket(AF_INET, stream, 0))
        let before = size(of: socket)
        try socket.enlargeSendBuffer()
        #expect(before > 0)
        #expect(size(of: socket) == before)
    }
}
