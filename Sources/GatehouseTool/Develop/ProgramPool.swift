#if Tool
    /// The processes of one build of a program. As with mod_fcgid, each process handles one request at a time, and another one is
    /// started if all are busy.
    actor ProgramPool {
        /// A process ended at its start, or the pool was stopped.
        enum Failure: Error {
            /// The newest process ended without a response, and was started less than a second ago.
            case ended(ServedProgram.End)
            /// Another build has replaced this one.
            case stopped
        }

        /// The most processes. Further requests wait.
        static let limit = 8

        private let path: String
        private var arguments: [String]
        private let directory: String
        private let line: @Sendable (String) -> Void
        private var programs: [ServedProgram] = []
        private var idle: [ServedProgram] = []
        /// Processes whose last request was broken off. They can still be busy with it.
        private var doubtful: [ServedProgram] = []
        private var newest: ServedProgram?
        /// Whether the newest process has sent a response.
        private var newestHasServed = false
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private var count = 0
        private var isStopped = false

        /// Creates a pool without a process.
        ///
        /// - Parameters:
        ///   - path: the absolute path of the program.
        ///   - arguments: its arguments.
        ///   - directory: a private directory for the sockets, which no other pool has.
        ///   - line: gets each line that a process prints.
        init(
            _ path: String, _ arguments: [String], directory: String, line: @escaping @Sendable (String) -> Void
        ) {
            self.path = path
            self.arguments = arguments
            self.directory = directory
            self.line = line
        }

        /// Starts the first process before there is a request.
        func start() throws {
            if programs.isEmpty { idle.append(try started()) }
        }

        /// Takes a free process for one request.
        func take() async throws -> ServedProgram {
            while !isStopped {
                programs.removeAll { $0.end != nil }
                idle.removeAll { $0.end != nil }
                doubtful.removeAll { $0.end != nil }
                if let program = idle.popLast() { return program }
                if programs.count < Self.limit { return try started() }
                if let program = doubtful.popLast() { return program }
                await withCheckedContinuation { waiting.append($0) }
            }
            throw Failure.stopped
        }

        /// Returns a process after its request.
        ///
        /// - Parameter isFree: whether the process has ended its response.
        func giveBack(_ program: ServedProgram, isFree: Bool) {
            if program.end == nil {
                if isFree { idle.append(program) } else { doubtful.append(program) }
            }
            if isFree, program === newest { newestHasServed = true }
            if !waiting.isEmpty { waiting.removeFirst().resume() }
        }

        /// Ends all processes, and waits until they have ended.
        func stop() async {
            isStopped = true
            for waiter in waiting { waiter.resume() }
            waiting = []
            await withTaskGroup(of: Void.self) { group in
                for program in programs { group.addTask { await program.stop() } }
            }
            programs = []
        }

        private func started() throws -> ServedProgram {
            if let newest, let end = newest.end {
                if end.status == ExitStatus.usage.rawValue, !arguments.isEmpty {
                    // A program with the binding alone, or with its own arguments, refuses those for a gate.
                    arguments = []
                } else if !newestHasServed, .now - newest.start < .seconds(1) {
                    throw Failure.ended(end)
                }
            }
            count += 1
            let program = try ServedProgram(
                path, arguments, socket: "\(directory)/\(count).sock", environment: RequestParameters.environment,
                line: line)
            programs.append(program)
            newest = program
            newestHasServed = false
            return program
        }
    }
#endif
