import Glibc
import Testing

@testable import FastCGI

@Suite("System calls")
struct SystemCallTests {
    /// #require does not accept noncopyable values.
    private static func address(of listener: borrowing Listener) throws -> SocketAddress {
        let address = listener.address
        return try #require(address)
    }

    @Test("A call that a signal interrupts is retried until it succeeds")
    func interruptedCallIsRetried() throws {
        var calls = 0
        let result = try systemCall("read") {
            calls += 1
            errno = EINTR
            return calls < 5 ? -1 : 42
        }
        #expect(result == 42)
        #expect(calls == 5)
    }

    @Test("A failed call is made once, and its errno is kept", arguments: [EAGAIN, EBADF, ECONNRESET, EPIPE])
    func failedCallKeepsErrno(_ number: CInt) {
        var calls = 0
        #expect(throws: SystemError("write somewhere", number: number)) {
            try systemCall("write somewhere") {
                calls += 1
                errno = number
                return -1
            }
        }
        #expect(calls == 1)
    }

    @Test("A result other than -1 is a success, whatever errno says", arguments: [0, 1, -2, Int.max, Int.min])
    func otherResultsAreSuccess(_ value: Int) throws {
        let result = try systemCall("read") {
            errno = EIO
            return value
        }
        #expect(result == value)
    }

    /// Breaks if a negative timeout is passed to poll(2), which treats it as "no timeout".
    @Test("A negative timeout expires at once", .timeLimit(.minutes(5)))
    func negativeTimeoutExpiresAtOnce() throws {
        let silent = try WakeUp()
        #expect(try !Poll.readable(silent.number, timeout: .seconds(-1)))
    }

    @Test("The text of an operation is only formatted for an error")
    func operationTextIsLazy() throws {
        var texts = 0
        func text() -> String {
            texts += 1
            return "read"
        }
        _ = try systemCall(text()) { 0 }
        #expect(texts == 0)
    }

    @Test("An error names the failed call and the reason")
    func errorNamesCallAndReason() {
        #expect(SystemError("bind /run/s", number: EACCES).description == "bind /run/s: Permission denied")
    }

    @Test("A descriptor is closed once with its owner, and not after relinquish()")
    func descriptorIsClosedOnce() throws {
        let (open, kept) = try {
            let descriptor = Descriptor(adopting: unsafe Glibc.open("/dev/null", O_RDONLY))
            let given = Descriptor(adopting: unsafe Glibc.open("/dev/null", O_RDONLY)).relinquish()
            try #require(descriptor.number >= 0 && given >= 0)
            return (descriptor.number, given)
        }()
        _ = open
        #expect(fcntl(kept, F_GETFD) >= 0, "relinquish() closed its descriptor")
        #expect(Glibc.close(kept) == 0)
    }

    @Test("The end of the peer is an empty read, and peeking keeps the bytes")
    func peekKeepsBytes() throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        let address = try Self.address(of: listener)
        let client = try address.connect()
        _ = try Poll.readable(listener.number)
        let server = Descriptor(adopting: accept(listener.number, nil, nil))
        try client.write([1, 2, 3])
        _ = try Poll.readable(server.number)
        var buffer: [UInt8] = [0, 0]
        #expect(try server.peek(into: &buffer) == 2)
        #expect(buffer == [1, 2])
        #expect(try server.read(upTo: 10) == [1, 2, 3])
        try client.finishWriting()
        #expect(try server.peek(into: &buffer) == 0)
        #expect(try server.read(upTo: 10) == [])
    }

    @Test("A read waits no longer than its timeout")
    func readTimeoutIsKept() throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        let client = try Self.address(of: listener).connect()
        try client.setReadTimeout(.milliseconds(20))
        #expect(throws: SystemError("read", number: EAGAIN)) { try client.read(upTo: 1) }
    }

    @Test("poll reports the ready descriptors, and none after the timeout")
    func pollReportsReadyDescriptors() throws {
        let wakeUp = try WakeUp()
        #expect(try Poll.readable((wakeUp.number, -1), timeout: .zero) == (false, false))
        #expect(!wakeUp.isSignalled)
        wakeUp.signal()
        wakeUp.signal()
        #expect(wakeUp.isSignalled)
        // Stays readable, so that a late reader sees it too.
        #expect(try Poll.readable((-1, wakeUp.number)) == (false, true))
        #expect(try Poll.readable((-1, wakeUp.number, -1, wakeUp.number)) == (false, true, false, true))
    }
}
