#if Tool
    internal import FastCGI
    internal import FoundationEssentials
    internal import GatewayInterface

    /// What a program says about itself: the output of `app.fcgi --check=json`.
    struct ProgramReport: Decodable, Sendable {
        struct Reported: Decodable {
            let id: String
            let place: String
            let reason: String
            let remedy: String
        }

        struct OpenRoute: Decodable {
            let method: String
            let path: String
        }

        let findings: [Reported]
        let openRoutes: [OpenRoute]

        /// The reason why there is no report.
        struct Failure: Error {
            let text: String
        }

        /// Runs the program of a site, as this user, with an empty environment.
        ///
        /// - Parameters:
        ///   - hosts: the hosts that the web server passes as arguments.
        ///   - timeLimit: afterwards, the program and its children are killed.
        static func of(
            _ site: Site, hosts: [String], timeLimit: Duration = .seconds(10)
        ) async throws(Failure) -> ProgramReport {
            let path = (site.privateDirectory ?? site.directory) + "/app.fcgi"
            try checkOwner(path)
            let arguments = hosts.flatMap { ["--host", $0] } + ["--check=json"]
            let run: ProgramRun
            do {
                run = try await ProgramRun.of(path, arguments, limit: 1 << 20, timeout: timeLimit, isAlone: true)
            } catch {
                throw Failure(text: escaped((error as? ToolError)?.problem ?? "it cannot be run: \(error)"))
            }
            guard [0, 1].contains(run.status) else {
                let line = run.errorText.split(separator: "\n").first.map { ": \($0)" } ?? ""
                throw Failure(text: escaped("--check=json ended with status \(run.status)\(line)"))
            }
            do {
                return try JSONDecoder().decode(ProgramReport.self, from: Data(run.output))
            } catch {
                throw Failure(text: "the output of --check=json is not in the expected form")
            }
        }

        /// A program of another user would get the rights of this one.
        private static func checkOwner(_ path: String) throws(Failure) {
            guard let status = try? FileStatus(of: path), status.kind == .file else {
                throw Failure(text: "there is no regular file")
            }
            guard status.owner == FileStatus.ownUser else {
                throw Failure(
                    text: "it belongs to user \(status.owner), and this is user \(FileStatus.ownUser); "
                        + "run the check as the owner")
            }
            guard status.mode & 0o022 == 0 else { throw Failure(text: "others can write to it, so it was not run") }
        }

        /// A text of the program on one line.
        static func escaped(_ text: String) -> String {
            String(decoding: LogText.line(text.utf8, upTo: 400), as: UTF8.self)
        }
    }
#endif
