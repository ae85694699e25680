import FastCGIClient
import Glibc
import TestSupport
import Testing

@testable import FastCGI

@Suite("Listening sockets", .timeLimit(.minutes(5)))
struct ListenerTests {
    /// st_mode of the file at a path; `nil` if there is none.
    private func mode(_ path: String) -> mode_t? {
        var information = stat()
        // lstat(2) fills the local variable.
        return unsafe lstat(path, &information) == 0 ? information.st_mode : nil
    }

    private func createFile(_ path: String, _ text: String) throws {
        let number = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        try #require(number >= 0)
        try Descriptor(adopting: number).write(text.utf8)
    }

    private func refusal(_ body: () throws -> Void) -> FastCGIError? {
        do {
            try body()
        } catch {
            return error as? FastCGIError
        }
        return nil
    }

    /// Leaves a socket file without a listener, like a killed process.
    private func leaveStaleSocket(_ path: String) throws {
        let address = try SocketAddress.unix(path: path)
        let descriptor = try address.openSocket()
        try address.bind(descriptor.number)
    }

    /// #require does not accept noncopyable values.
    private static func address(of listener: borrowing Listener) throws -> SocketAddress {
        let address = listener.address
        return try #require(address)
    }

    @Test("A Unix socket defaults to mode 0600")
    func socketModeDefaultsToOwner() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("s")
        let listener = try Listener(.unix(path: path))
        #expect(mode(path) == S_IFSOCK | 0o600)
        let address = listener.address
        #expect(try address == .unix(path: path))
    }

    @Test("The requested mode is set", arguments: [0o600, 0o700, 0o640, 0o660, 0o666] as [UInt16])
    func requestedModeIsSet(_ wanted: UInt16) throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("s")
        let listener = try Listener(.unix(path: path), mode: wanted)
        #expect(mode(path) == S_IFSOCK | mode_t(wanted))
        _ = listener.number
    }

    @Test("A stale socket is replaced")
    func staleSocketIsReplaced() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("s")
        try leaveStaleSocket(path)
        #expect(mode(path).map { $0 & S_IFMT } == S_IFSOCK)
        try await serving(Recorder().handler, Setting(address: try .unix(path: path))) { address, _ in
            try Peer.askWell(address)
        }
        #expect(mode(path) == nil, "the socket file is removed at the end")
    }

    @Test("A socket with a listener is refused and keeps serving")
    func liveSocketIsRefused() async throws {
        let directory = try TemporaryDirectory()
        let address = try SocketAddress.unix(path: directory.path("s"))
        let error = try await serving(Recorder().handler, Setting(address: address)) { address, _ in
            try Peer.askWell(address)
            let error = self.refusal { _ = try Listener(address) }
            try Peer.askWell(address)
            return error
        }
        let refused = try #require(error)
        #expect(refused.code == .cannotListen)
        #expect(
            refused.message
                == "cannot listen on \(address): another process listens there; stop it, or choose another address"
        )
    }

    @Test("A regular file is refused and stays unchanged")
    func regularFileIsRefused() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("precious")
        try createFile(path, "data")
        let address = try SocketAddress.unix(path: path)
        let error = try #require(refusal { _ = try Listener(address) })
        #expect(error.code == .cannotListen)
        #expect(error.message.contains("a file with that name exists and is not a socket"))
        #expect(mode(path) == S_IFREG | 0o600)
        let kept = Descriptor(adopting: unsafe open(path, O_RDONLY))
        #expect(try kept.read(upTo: 100) == Array("data".utf8))
    }

    @Test("A symbolic link is refused, whatever its target is")
    func symbolicLinkIsRefused() throws {
        let directory = try TemporaryDirectory()
        let (stale, link) = (directory.path("stale"), directory.path("link"))
        try leaveStaleSocket(stale)
        try #require(unsafe symlink(stale, link) == 0)
        let address = try SocketAddress.unix(path: link)
        #expect(refusal { _ = try Listener(address) }?.code == .cannotListen)
        #expect(mode(link).map { $0 & S_IFMT } == S_IFLNK)
        #expect(mode(stale).map { $0 & S_IFMT } == S_IFSOCK)
    }

    @Test("The socket file is removed at the end")
    func socketFileIsRemoved() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("s")
        do {
            let listener = try Listener(.unix(path: path))
            #expect(mode(path) != nil)
            _ = listener.number
        }
        #expect(mode(path) == nil)
    }

    @Test("The socket file of a successor stays when the predecessor ends")
    func successorsSocketStays() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("s")
        let address = try SocketAddress.unix(path: path)
        var first: Listener? = try Listener(address)
        try #require(unsafe unlink(path) == 0)
        let second = try Listener(address)
        if first.take() != nil { #expect(mode(path) != nil, "the first removed the second's file") }
        #expect(mode(path) != nil, "the first removed the second's file")
        #expect(throws: Never.self) { _ = try address.connect() }
        _ = second.number
    }

    @Test("A missing directory is an error with a suggestion")
    func missingDirectoryIsAnError() throws {
        let directory = try TemporaryDirectory()
        let address = try SocketAddress.unix(path: directory.path("missing/s"))
        let error = try #require(refusal { _ = try Listener(address) })
        #expect(error.code == .cannotListen)
        #expect(
            error.message.hasSuffix(
                "No such file or directory; choose a directory that exists and that this user may write to"))
    }

    @Test("A path of 107 bytes works, one of 108 is refused")
    func pathLengthIsLimited() throws {
        let directory = try TemporaryDirectory()
        let base = directory.path("")
        let stem = base.hasSuffix("/") ? base : base + "/"
        let longest = stem + String(repeating: "s", count: 107 - stem.utf8.count)
        let listener = try Listener(.unix(path: longest))
        #expect(mode(longest) != nil)
        #expect(throws: Never.self) { _ = try SocketAddress.unix(path: longest).connect() }
        let error = refusal { _ = try SocketAddress(longest + "s") }
        #expect(error?.code == .invalidAddress)
        #expect(error?.message.contains("has 108 bytes; the system allows 107") == true)
        _ = listener.number
    }

    @Test(
        "The system chooses a port for 0, and a used port is refused",
        arguments: ["127.0.0.1", "[::1]"])
    func portZeroIsChosen(_ host: String) throws {
        let listener = try Listener(SocketAddress("\(host):0"))
        let address = try Self.address(of: listener)
        #expect(address.description.hasPrefix("\(host):"))
        #expect(address.description != "\(host):0")
        #expect(throws: Never.self) { _ = try address.connect() }
        let error = try #require(refusal { _ = try Listener(address) })
        #expect(error.code == .cannotListen)
        #expect(error.message.contains("another process listens there"))
    }

    /// The kernel reserves the ports of both ends for a minute. A restarted server would have to wait for that long.
    @Test("A port whose last connection was just closed can be used again")
    func recentPortCanBeReused() throws {
        let address = try {
            let listener = try Listener(SocketAddress("127.0.0.1:0"))
            let address = try Self.address(of: listener)
            let client = try address.connect()
            _ = try Poll.readable(listener.number)
            // The server's end is closed first, so that its port is the reserved one.
            do { _ = Descriptor(adopting: accept(listener.number, nil, nil)) }
            #expect(try client.read(upTo: 1) == [])
            return address
        }()
        #expect(throws: Never.self) { _ = try Listener(address) }
    }

    @Test("The listening socket is not inherited by child processes, and accept does not block")
    func listenerFlagsAreSet() throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        #expect(fcntl(listener.number, F_GETFD) & FD_CLOEXEC != 0)
        #expect(fcntl(listener.number, F_GETFL) & O_NONBLOCK != 0)
        #expect(Listener.isListening(listener.number))
    }

    @Test("Only a listening socket is recognized as one")
    func onlyListeningSocketsAreAccepted() throws {
        let address = try SocketAddress("127.0.0.1:0")
        let unbound = try address.openSocket()
        #expect(!Listener.isListening(unbound.number))
        #expect(!Listener.isListening(-1))
        let file = Descriptor(adopting: unsafe open("/dev/null", O_RDONLY))
        #expect(!Listener.isListening(file.number))
    }
}
