#if Tool
    internal import FastCGIClient
    internal import NIOCore
    internal import NIOPosix

    /// One request to a FastCGI program over a connection of its own, as mod_fcgid makes it.
    enum ProgramExchange {
        /// A part of the response.
        enum Part: Sendable {
            /// Bytes of the response: header fields and body.
            case output([UInt8])
            /// Bytes for the log.
            case error([UInt8])
        }

        /// The program closed the connection before the end of its response.
        struct Incomplete: Error {}

        /// Sends a request and passes on the parts of the response as they arrive.
        ///
        /// - Throws: ``Incomplete``, or the error of the connection.
        static func send(
            _ request: ClientRequest, to socket: String, part: (Part) async throws -> Void
        ) async throws {
            let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: socket) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            try await connection.executeThenClose { input, output in
                // A program can respond and close the connection before it has read the whole body.
                try? await output.write(ByteBuffer(bytes: request.bytes()))
                var decoder = RecordDecoder()
                for try await buffer in input {
                    decoder.append(buffer.readableBytesView)
                    while let record = decoder.next() {
                        switch record.kind {
                        case .standardOutput: try await part(.output(record.content))
                        case .standardError: try await part(.error(record.content))
                        case .endRequest: return
                        // The binding's mark of a response that is broken off.
                        default: throw Incomplete()
                        }
                    }
                }
                throw Incomplete()
            }
        }
    }
#endif
