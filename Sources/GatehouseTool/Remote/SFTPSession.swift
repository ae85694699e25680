#if Tool
    internal import FastCGI
    internal import Subprocess

    /// A connection to the SFTP server of a host, by the ssh command of this machine.
    ///
    /// Many requests can be under way at the same time. The server carries them out in their order.
    actor SFTPSession {
        private var waiting: [UInt32: CheckedContinuation<SFTPReply, any Error>] = [:]
        private var number: UInt32 = 0
        /// Why no further request is possible.
        private var end: (any Error)?
        private var received: [UInt8] = []
        private var hello: CheckedContinuation<SFTPReply, any Error>?
        private let outgoing: AsyncStream<[UInt8]>.Continuation

        /// The extensions that the server offers, with their versions.
        private(set) var extensions: [String: String] = [:]

        private init(_ outgoing: AsyncStream<[UInt8]>.Continuation) { self.outgoing = outgoing }

        /// Opens a connection, and closes it after `body`.
        ///
        /// - Throws: ``ToolError`` if the host cannot be reached or has no SFTP, and what `body` throws.
        static func open<Value: Sendable>(
            to host: RemoteHost, _ body: @escaping @Sendable (SFTPSession) async throws -> Value
        ) async throws -> Value {
            let run: ExecutionResult<Result<Value, any Error>, SequenceOutput, BytesOutput>
            do {
                run = try await Subprocess.run(
                    .name("ssh"), arguments: Arguments(host.options + ["-s", "--", host.destination, "sftp"]),
                    input: .inputWriter, output: .sequence, error: .bytes(limit: 1_000_000)
                ) { execution in
                    let (messages, outgoing) = AsyncStream<[UInt8]>.makeStream()
                    let session = SFTPSession(outgoing)
                    async let writer: Void = {
                        // One task writes, so that no message is written into another one.
                        for await message in messages {
                            guard (try? await execution.standardInputWriter.write(message)) != nil else { break }
                        }
                        try? await execution.standardInputWriter.finish()
                    }()
                    async let reader: Void = {
                        do {
                            for try await buffer in execution.standardOutput {
                                var bytes: [UInt8] = []
                                bytes.append(buffer.bytes)
                                try await session.take(bytes)
                            }
                        } catch {}
                        await session.stop()
                    }()
                    let result: Result<Value, any Error>
                    do {
                        try await session.start()
                        result = .success(try await body(session))
                    } catch {
                        result = .failure(error)
                    }
                    outgoing.finish()
                    _ = await (writer, reader)
                    return result
                }
            } catch let error as SubprocessError {
                throw ToolError(
                    "ssh cannot be run: \(error)", remedy: "install the OpenSSH client, and add it to PATH",
                    status: .unavailable)
            }
            if case .failure(is SFTPReply.Malformed) = run.closureResult {
                throw ToolError(
                    "the SFTP server of \(host.destination) sends messages that are no SFTP of version 3",
                    remedy: "try it with: sftp \(host.destination)", status: .unavailable)
            }
            if case .failure(is Disconnected) = run.closureResult {
                let text = String(decoding: run.standardError, as: UTF8.self)
                throw ToolError(
                    "the SFTP connection to \(host.destination) has ended:\n\(text)",
                    remedy: "try it with: sftp \(host.destination)", status: .unavailable)
            }
            return try run.closureResult.get()
        }

        /// The connection has ended, or the server does not speak SFTP.
        struct Disconnected: Error {}

        // MARK: - Requests

        private func start() async throws {
            var message = SFTPMessage(.initialize)
            message.append(3 as UInt32)
            let framed = message.framed
            var reply = try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<SFTPReply, any Error>) in
                if end != nil { return continuation.resume(throwing: Disconnected()) }
                hello = continuation
                outgoing.yield(framed)
            }
            guard reply.kind == .version, try reply.number() == 3 else { throw Disconnected() }
            while !reply.isAtEnd {
                let name = try reply.text()
                extensions[name] = try reply.text()
            }
        }

        /// Sends a request, and waits for its reply.
        ///
        /// - Returns: the reply, behind its number.
        /// - Throws: ``SFTPFailure`` if the server does not carry it out; ``Disconnected``.
        func request(_ kind: SFTPMessage.Kind, _ fill: (inout SFTPMessage) -> Void) async throws -> SFTPReply {
            number &+= 1
            let id = number
            var message = SFTPMessage(kind)
            message.append(id)
            fill(&message)
            let framed = message.framed
            var reply = try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<SFTPReply, any Error>) in
                if end != nil { return continuation.resume(throwing: Disconnected()) }
                waiting[id] = continuation
                outgoing.yield(framed)
            }
            if reply.kind == .status {
                let code = try reply.number()
                // Old servers send no text.
                guard code == 0 else { throw SFTPFailure(code: code, message: (try? reply.text()) ?? "") }
            }
            return reply
        }

        // MARK: - Replies

        private func take(_ bytes: [UInt8]) throws {
            received += bytes
            var start = 0
            while received.count - start >= 4 {
                let length = received[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
                // A server that prints a greeting does not speak SFTP.
                guard (1...SFTPMessage.longest).contains(length) else { throw Disconnected() }
                guard received.count - start - 4 >= length else { break }
                try handle(try SFTPReply(Array(received[(start + 4)..<(start + 4 + length)])))
                start += 4 + length
            }
            received.removeFirst(start)
        }

        private func handle(_ reply: SFTPReply) throws {
            if let hello {
                self.hello = nil
                return hello.resume(returning: reply)
            }
            var reply = reply
            guard let continuation = waiting.removeValue(forKey: try reply.number()) else { throw Disconnected() }
            continuation.resume(returning: reply)
        }

        /// Ends all requests, because no further reply can come.
        private func stop() {
            end = Disconnected()
            outgoing.finish()
            hello?.resume(throwing: Disconnected())
            hello = nil
            for continuation in waiting.values { continuation.resume(throwing: Disconnected()) }
            waiting = [:]
        }
    }
#endif
