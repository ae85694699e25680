#if Tool
    internal import Glibc
    internal import NIOCore
    internal import NIOHTTP1
    internal import NIOPosix

    /// An HTTP/1.1 server on loopback addresses.
    struct FrontServer: Sendable {
        private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>
        private typealias Channels = NIOAsyncChannel<Connection, Never>

        /// Responds to a request. An error ends the connection, so that a client notices an incomplete response.
        typealias Handler = @Sendable (FrontRequest, FrontResponder) async throws -> Void

        private let listeners: [Channels]
        private let budget = BodyBudget()

        /// The port.
        let port: Int

        /// Listens on 127.0.0.1, and on ::1 if this machine has it.
        ///
        /// - Parameter port: 0 takes a free port.
        /// - Throws: ``ToolError`` if the port is taken.
        init(port: Int) async throws {
            let first = try await Self.listen("127.0.0.1", port)
            self.port = first.channel.localAddress?.port ?? port
            do {
                listeners = [first, try await Self.listen("::1", self.port)]
            } catch let error as ToolError {
                // Otherwise a browser would get the other program at http://localhost.
                try? await first.channel.close()
                throw error
            } catch {
                listeners = [first]
            }
        }

        private static func listen(_ address: String, _ port: Int) async throws -> Channels {
            do {
                return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                    .bind(to: try SocketAddress(ipAddress: address, port: port)) { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                                withPipeliningAssistance: false)
                            return try Connection(wrappingChannelSynchronously: channel)
                        }
                    }
            } catch let error as IOError where [EADDRINUSE, EACCES].contains(error.errnoCode) {
                guard error.errnoCode == EADDRINUSE else {
                    throw ToolError(
                        "port \(port) needs root", remedy: "choose a port above 1023: --port 8080", status: .usage)
                }
                throw PortHolder.error(port: port)
            }
        }

        /// Gives the port back without serving.
        func close() async throws {
            for listener in listeners { try await listener.channel.close() }
        }

        /// Serves until the task is cancelled.
        func run(_ handler: @escaping Handler) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for listener in listeners {
                    group.addTask {
                        try await listener.executeThenClose { connections in
                            try await withThrowingDiscardingTaskGroup { group in
                                for try await connection in connections {
                                    group.addTask { await serve(connection, handler) }
                                }
                            }
                        }
                    }
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        }

        /// Serves a connection until one side closes it. If the client does so, the running request is cancelled.
        private func serve(_ connection: Connection, _ handler: @escaping Handler) async {
            await withTaskGroup(of: Void.self) { group in
                let channel = connection.channel
                group.addTask { try? await respond(on: connection, handler) }
                group.addTask { try? await channel.closeFuture.get() }
                await group.next()
                group.cancelAll()
                channel.close(promise: nil)
            }
        }

        private func respond(on connection: Connection, _ handler: Handler) async throws {
            let channel = connection.channel
            try await connection.executeThenClose { input, output in
                var parts = input.makeAsyncIterator()
                while case .head(let head)? = try await parts.next() {
                    let responder = FrontResponder(output, to: head)
                    if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
                        try await output.write(.head(HTTPResponseHead(version: head.version, status: .continue)))
                    }
                    var body: [UInt8] = []
                    var reserved = 0
                    var isTooLarge = false
                    var isComplete = false
                    defer { budget.release(reserved) }
                    reading: while let part = try await parts.next() {
                        switch part {
                        case .body(let buffer) where !isTooLarge:
                            let count = buffer.readableBytes
                            isTooLarge = body.count + count > BodyBudget.bodyLimit || !budget.reserve(count)
                            if !isTooLarge {
                                reserved += count
                                body += buffer.readableBytesView
                            }
                        case .end:
                            isComplete = true
                            break reading
                        // The rest of a body that is too large is read and dropped: otherwise the client, which still sends,
                        // would lose the response.
                        default: break
                        }
                    }
                    // The client closed the connection within the body.
                    guard isComplete else { return }
                    guard !isTooLarge else {
                        try await responder.send(
                            .payloadTooLarge, ["content-type": "text/plain", "connection": "close"],
                            Array("The body has more than \(BodyBudget.bodyLimit >> 20) MB.\n".utf8))
                        return
                    }
                    let request = FrontRequest(
                        head: head, body: body,
                        hasBody: head.headers.contains(name: "content-length")
                            || head.headers.contains(name: "transfer-encoding"),
                        client: Self.name(channel.remoteAddress), server: Self.name(channel.localAddress))
                    try await handler(request, responder)
                    if !head.isKeepAlive { return }
                }
            }
        }

        private static func name(_ address: SocketAddress?) -> (address: String, port: Int) {
            (address?.ipAddress ?? "127.0.0.1", address?.port ?? 0)
        }
    }
#endif
