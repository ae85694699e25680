internal import Gatehouse
internal import NIOConcurrencyHelpers
internal import NIOCore

/// The channel of a request context. It tells the addresses of the client and the web server.
///
/// A FastCGI request has no channel of SwiftNIO, so there is nothing to write to or to configure: every operation fails with
/// `ChannelError.operationUnsupported`.
final class GateChannel: Channel {
    let eventLoop: any EventLoop
    let pipeline: ChannelPipeline
    private let request: Request?
    /// Made on demand. A promise that is not fulfilled is an error in SwiftNIO.
    private let closePromise = NIOLockedValueBox<EventLoopPromise<Void>?>(nil)

    /// Creates the channel of a request.
    ///
    /// - Parameters:
    ///   - request: the request; `nil` for the server.
    ///   - silent: a channel of the same event loop, whose pipeline this channel shows.
    init(request: Request?, silent: SilentChannel) {
        self.request = request
        eventLoop = silent.eventLoop
        pipeline = silent.pipeline
    }

    deinit {
        closePromise.withLockedValue { $0 }?.succeed()
    }

    /// Succeeds when the request is over.
    var closeFuture: EventLoopFuture<Void> {
        closePromise.withLockedValue { promise in
            let made = promise ?? eventLoop.makePromise(of: Void.self)
            promise = made
            return made.futureResult
        }
    }

    /// The client's address. Its port is 0 if a proxy in front of the web server named the client.
    var remoteAddress: SocketAddress? {
        guard let request, let address = request.clientAddress else { return nil }
        let isPeer = request.parameters["REMOTE_ADDR"] == address
        return Self.socketAddress(address, isPeer ? port("REMOTE_PORT") : 0)
    }

    /// The address on which the web server has received the request.
    var localAddress: SocketAddress? {
        guard let address = request?.parameters["SERVER_ADDR"] else { return nil }
        return Self.socketAddress(address, port("SERVER_PORT"))
    }

    /// An address whose host is its text, as that of a connection of SwiftNIO is.
    private static func socketAddress(_ text: String, _ port: Int) -> SocketAddress? {
        switch try? SocketAddress(ipAddress: text, port: port) {
        case .v4(let address): SocketAddress(address.address, host: text)
        case .v6(let address): SocketAddress(address.address, host: text)
        default: nil
        }
    }

    private func port(_ name: String) -> Int {
        request?.parameters[name].flatMap { UInt16($0) }.map { Int($0) } ?? 0
    }

    let allocator = ByteBufferAllocator()
    var parent: (any Channel)? { nil }
    var isWritable: Bool { false }
    var isActive: Bool { true }
    var _channelCore: any ChannelCore { RefusingCore() }

    func setOption<Option: ChannelOption>(_ option: Option, value: Option.Value) -> EventLoopFuture<Void> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }

    func getOption<Option: ChannelOption>(_ option: Option) -> EventLoopFuture<Option.Value> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }
}
