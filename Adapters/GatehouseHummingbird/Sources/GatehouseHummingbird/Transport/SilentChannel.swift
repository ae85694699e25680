internal import NIOConcurrencyHelpers
internal import NIOCore

/// A channel without a connection. All requests of an application share it and its pipeline.
///
/// It lives as long as the process: the pipeline of a channel refers to the channel.
final class SilentChannel: Channel {
    let eventLoop: any EventLoop
    private let madePipeline = NIOLockedValueBox<ChannelPipeline?>(nil)

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        let pipeline = ChannelPipeline(channel: self)
        madePipeline.withLockedValue { $0 = pipeline }
    }

    var pipeline: ChannelPipeline {
        guard let pipeline = madePipeline.withLockedValue({ $0 }) else {
            preconditionFailure("the initializer makes the pipeline")
        }
        return pipeline
    }

    var closeFuture: EventLoopFuture<Void> { eventLoop.makeSucceededVoidFuture() }
    let allocator = ByteBufferAllocator()
    var localAddress: SocketAddress? { nil }
    var remoteAddress: SocketAddress? { nil }
    var parent: (any Channel)? { nil }
    var isWritable: Bool { false }
    var isActive: Bool { false }
    var _channelCore: any ChannelCore { RefusingCore() }

    func setOption<Option: ChannelOption>(_ option: Option, value: Option.Value) -> EventLoopFuture<Void> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }

    func getOption<Option: ChannelOption>(_ option: Option) -> EventLoopFuture<Option.Value> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }
}
