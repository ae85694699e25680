#if Tool
    internal import FoundationEssentials

    /// Builds, serves and watches until it is cancelled.
    struct DevelopmentLoop: Sendable {
        let source: SourceBuilder.Source
        /// The arguments of the program.
        let arguments: [String]
        /// The directory that shown paths are relative to.
        let root: String
        let console: Console

        /// Serves on a port. Afterwards, no process and no file is left.
        func run(on server: FrontServer) async throws {
            // For sockets that only this user can reach.
            let directory = try DevelopmentFiles.temporaryDirectory(mode: 0o700)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let site = DevelopmentSite(directory: directory, first: .building, console: console)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run { try await site.respond(to: $0, $1) } }
                group.addTask { try await buildAndServe(site, directory) }
                defer { group.cancelAll() }
                try await group.next()
            }
        }

        private func buildAndServe(_ site: DevelopmentSite, _ directory: String) async throws {
            var builder = SourceBuilder(source)
            var pool: ProgramPool?
            do {
                for number in 1... {
                    let start = ContinuousClock.now
                    let old = pool
                    do {
                        let program = try await builder.build(console)
                        let sockets = "\(directory)/\(number)"
                        try LocalFiles.createDirectories(sockets, mode: 0o700)
                        let new = ProgramPool(program, arguments, directory: sockets) { [console] in
                            console.note($0)
                        }
                        try await new.start()
                        pool = new
                        site.serve(new)
                        note("Serving (after \(Self.shown(.now - start))).", .green)
                    } catch let failure as DevelopmentBuild.Failure {
                        pool = nil
                        site.show(.failed(failure.output, package: root))
                        note("The build failed. A change of a source starts the next one.", .red)
                    }
                    await old?.stop()
                    let changes = try await builder.change()
                    note("Changed: \(DevelopmentFiles.list(changes, in: root))", .plain)
                }
            } catch {
                await pool?.stop()
                throw error
            }
        }

        private func note(_ line: String, _ style: Console.Style) {
            // Nothing remains of the build's progress.
            console.progress("")
            console.note(line, style)
        }

        private static func shown(_ duration: Duration) -> String {
            let tenths = duration.components.seconds * 10 + duration.components.attoseconds / 100_000_000_000_000_000
            return "\(tenths / 10).\(tenths % 10) s"
        }
    }
#endif
