#if Tool
    internal import FastCGI
    internal import Subprocess
    internal import Synchronization
    internal import SystemPackage

    /// A running FastCGI program, with a Unix socket as descriptor 0 as under mod_fcgid.
    ///
    /// Connections can be made at once: they wait until the program accepts them. If the program ends, they are closed.
    final class ServedProgram: Sendable {
        /// How a program ended.
        struct End: Sendable, Equatable {
            /// The exit status; `nil` if it did not exit by itself.
            let status: Int32?
            /// A text such as `exited with status 78`.
            let reason: String
            /// The last lines that it printed.
            let output: [String]
        }

        /// The most lines that are kept.
        static let lineLimit = 200

        /// The path of the socket.
        let socket: String
        /// When it was started.
        let start = ContinuousClock.now

        private struct State {
            var lines: [String] = []
            var end: End?
        }

        /// Keeps the socket open until the program has ended.
        private final class HeldListener: Sendable {
            let listener: Listener

            init(_ path: String) throws {
                listener = try Listener(.unix(path: path))
            }
        }

        private let state = Mutex(State())
        private let task = Mutex<Task<End, Never>?>(nil)

        /// Starts a program.
        ///
        /// - Parameters:
        ///   - path: the path of the program. Its directory is the working directory.
        ///   - arguments: the arguments without its name.
        ///   - socket: the path for the socket, in a directory that only this user can enter.
        ///   - environment: all environment variables; nothing is inherited.
        ///   - line: gets each line that the program prints.
        /// - Throws: ``ToolError`` if the socket cannot be created.
        init(
            _ path: String, _ arguments: [String] = [], socket: String, environment: [String: String],
            line: @escaping @Sendable (String) -> Void
        ) throws {
            self.socket = socket
            let held: HeldListener
            do {
                held = try HeldListener(socket)
            } catch {
                throw ToolError("the socket of the program cannot be created: \(error)", status: .cannotCreate)
            }
            task.withLock { task in
                task = Task { [self] in
                    let (status, reason) = await run(path, arguments, held, environment, line)
                    let end = state.withLock { state in
                        let end = End(status: status, reason: reason, output: state.lines)
                        state.end = end
                        return end
                    }
                    withExtendedLifetime(held) {}
                    return end
                }
            }
        }

        /// How it ended; `nil` while it runs.
        var end: End? { state.withLock { $0.end } }

        /// Waits for its end.
        func ended() async -> End {
            await task.withLock { $0 }?.value ?? End(status: nil, reason: "was not started", output: [])
        }

        /// Asks it to end with SIGTERM, kills it after three seconds, and waits for the end.
        func stop() async {
            let task = task.withLock { $0 }
            task?.cancel()
            _ = await task?.value
        }

        private func run(
            _ path: String, _ arguments: [String], _ held: HeldListener, _ environment: [String: String],
            _ line: @Sendable (String) -> Void
        ) async -> (Int32?, String) {
            var options = PlatformOptions()
            // Ctrl-C in the terminal does not reach it. Its children end with it.
            options.createSession = true
            options.teardownSequence = [
                .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(3)),
                .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100)),
            ]
            let variables = environment.map { (Environment.Key(stringLiteral: $0), $1) }
            do {
                let result = try await Subprocess.run(
                    .path(FilePath(path)), arguments: Arguments(arguments),
                    environment: .custom(Dictionary(uniqueKeysWithValues: variables)),
                    workingDirectory: FilePath(path).removingLastComponent(), platformOptions: options,
                    input: .fileDescriptor(
                        FileDescriptor(rawValue: held.listener.number), closeAfterSpawningProcess: false),
                    output: .sequence, error: .combinedWithOutput
                ) { execution in
                    var buffer = LineBuffer()
                    for try await bytes in execution.standardOutput {
                        var read: [UInt8] = []
                        read.append(bytes.bytes)
                        for text in buffer.add(read) {
                            keep(text)
                            line(text)
                        }
                    }
                    if !buffer.isEmpty {
                        let text = buffer.rest().joined()
                        keep(text)
                        line(text)
                    }
                }
                switch result.terminationStatus {
                case .exited(let code): return (code, "exited with status \(code)")
                case .signaled(let signal): return (nil, "was ended by signal \(signal)")
                }
            } catch is CancellationError {
                return (nil, "was stopped")
            } catch {
                return (nil, "cannot be run: \(error)")
            }
        }

        private func keep(_ line: String) {
            state.withLock { state in
                if state.lines.count == Self.lineLimit { state.lines.removeFirst(Self.lineLimit / 2) }
                state.lines.append(String(line.prefix(1_000)))
            }
        }
    }
#endif
