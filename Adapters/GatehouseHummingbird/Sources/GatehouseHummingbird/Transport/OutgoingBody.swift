internal import Gatehouse
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Writes the body of an application's response to the web server. A write waits while the web server reads nothing.
struct OutgoingBody: Hummingbird.ResponseBodyWriter {
    private let state: State
    private let flushes: Bool

    /// What a body closure has done. The writer is copied and consumed, so the state is behind a reference.
    ///
    /// Sendable is unchecked: the closures are not Sendable. Only one task at a time uses them: the application gets an
    /// `any ResponseBodyWriter`, which is not Sendable, so it cannot pass a copy to another task, and this function uses
    /// nothing of the state until the application has returned.
    private final class State: @unchecked Sendable {
        let write: ([UInt8]) throws -> Void
        let flush: () throws -> Void
        var isFinished = false

        init(write: @escaping ([UInt8]) throws -> Void, flush: @escaping () throws -> Void) {
            self.write = write
            self.flush = flush
        }
    }

    private init(_ state: State, flushes: Bool) {
        self.state = state
        self.flushes = flushes
    }

    mutating func write(_ buffer: ByteBuffer) async throws {
        try send(buffer)
        if flushes { try state.flush() }
    }

    mutating func write(contentsOf buffers: some Sequence<ByteBuffer>) async throws {
        for buffer in buffers { try send(buffer) }
        if flushes { try state.flush() }
    }

    private func send(_ buffer: ByteBuffer) throws {
        try Task.checkCancellation()
        guard buffer.readableBytes > 0 else { return }
        try state.write(Array(buffer.readableBytesView))
    }

    /// Ends the body. CGI and FastCGI have no trailing header fields, so they are dropped.
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        state.isFinished = true
    }

    /// Writes a body in pieces.
    ///
    /// - Parameter flushes: whether each piece is sent at once. A body without a length can be a stream of events.
    /// - Throws: what the application throws, and ``UnfinishedBody``. The response then breaks off.
    static func write(_ body: Hummingbird.ResponseBody, to writer: BodyWriter, flushes: Bool) async throws {
        let state = State(write: { try writer.write($0) }, flush: { try writer.flush() })
        try await body.write(OutgoingBody(state, flushes: flushes))
        guard state.isFinished else { throw UnfinishedBody() }
    }

    /// Collects a body whose length is known and small.
    static func collect(_ body: Hummingbird.ResponseBody) async throws -> [UInt8] {
        let collected = Collected()
        let state = State(write: { collected.bytes += $0 }, flush: {})
        try await body.write(OutgoingBody(state, flushes: false))
        guard state.isFinished else { throw UnfinishedBody() }
        return collected.bytes
    }

    private final class Collected {
        var bytes: [UInt8] = []
    }
}
