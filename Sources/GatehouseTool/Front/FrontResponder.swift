#if Tool
    internal import NIOCore
    internal import NIOHTTP1

    /// Sends the response to one request of a browser.
    struct FrontResponder: Sendable {
        private let output: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
        private let request: HTTPRequestHead

        init(_ output: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>, to request: HTTPRequestHead) {
            self.output = output
            self.request = request
        }

        /// Sends a complete response.
        ///
        /// - Parameter fields: all fields except those that frame the response.
        func send(_ status: HTTPResponseStatus, _ fields: HTTPHeaders, _ body: [UInt8]) async throws {
            var fields = fields
            fields.replaceOrAdd(name: "content-length", value: String(body.count))
            try await begin(status, fields)
            try await write(body)
            try await finish()
        }

        /// Sends the head. Without `Content-Length`, the response is a stream.
        func begin(_ status: HTTPResponseStatus, _ fields: HTTPHeaders) async throws {
            var fields = fields
            if !request.isKeepAlive { fields.replaceOrAdd(name: "connection", value: "close") }
            try await output.write(
                .head(HTTPResponseHead(version: request.version, status: status, headers: fields)))
        }

        /// Sends a part of the body. The response to HEAD has none.
        func write(_ bytes: [UInt8]) async throws {
            guard !bytes.isEmpty, request.method != .HEAD else { return }
            try await output.write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
        }

        /// Ends the response.
        func finish() async throws {
            try await output.write(.end(nil))
        }
    }
#endif
