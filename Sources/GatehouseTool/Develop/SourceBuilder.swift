#if Tool
    /// Builds what is served, and waits for a change of its sources.
    struct SourceBuilder: Sendable {
        /// What is served.
        enum Source: Sendable {
            /// A package that is built.
            case package(DevelopmentBuild)
            /// The absolute path of a program that something else builds.
            case program(String)
        }

        private let source: Source
        private var plan: DevelopmentBuild.Plan?
        private var watcher: SourceWatcher
        /// The state of the files before the build. An edit during the build differs from it, and causes one more build.
        private var before: SourceSnapshot

        init(_ source: Source) {
            self.source = source
            watcher = SourceWatcher(roots: [])
            before = watcher.snapshot()
        }

        /// Builds the program, and returns its path.
        ///
        /// - Throws: `DevelopmentBuild.Failure`, after which ``change()`` waits for a correction.
        mutating func build(_ console: Console) async throws -> String {
            switch source {
            case .program(let path):
                watch([path])
                guard LocalFiles.isRegularFile(path) else {
                    var output = CompilerOutput()
                    output.add("error: there is no program \(path)")
                    throw DevelopmentBuild.Failure(output: output)
                }
                return path
            case .package(let build):
                let known: DevelopmentBuild.Plan
                if let plan {
                    known = plan
                    watch(plan.sources)
                } else {
                    watch([build.manifest])
                    known = try await build.plan()
                    // If the manifest has changed meanwhile, the next build reads it again.
                    plan = watcher.snapshot() == before ? known : nil
                    if plan != nil { watch(known.sources) }
                }
                if before.isIncomplete {
                    console.note("warning: only \(SourceSnapshot.limit) of the source files are watched", .yellow)
                }
                try await build.run(known, console)
                return known.program
            }
        }

        /// Waits for a change, and returns the changed paths.
        mutating func change() async throws -> [String] {
            let changes = try await watcher.change(since: before)
            // Targets and dependencies can be others now.
            if changes.contains(where: { $0.hasSuffix("/Package.swift") }) { plan = nil }
            return changes
        }

        private mutating func watch(_ roots: [String]) {
            watcher = SourceWatcher(roots: roots)
            before = watcher.snapshot()
        }
    }
#endif
