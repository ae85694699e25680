#if Tool
    internal import FoundationEssentials

    /// The routes of a program, as `--routes=json` prints them.
    struct RouteList: Sendable {
        /// One route. Its place in the source is not compared.
        struct Route: Hashable, Sendable, Codable, CustomStringConvertible {
            let method: String
            let path: String
            let rule: String
            let name: String?

            var description: String { "\(method) \(path)  \(rule)" + (name.map { "  (\($0))" } ?? "") }
        }

        let routes: [Route]

        /// Reads the list.
        ///
        /// - Parameters:
        ///   - text: the list in JSON.
        ///   - source: the file or the program, for the error.
        init(_ text: String, from source: String) throws(ToolError) {
            do {
                routes = try JSONDecoder().decode([Route].self, from: Data(text.utf8))
            } catch {
                throw ToolError(
                    "\(source) is not a list of routes",
                    remedy: "write one with: gatehouse routes --json > routes.json",
                    status: .invalidData)
            }
        }

        /// Asks a program for its routes.
        init(ofProgram path: String) async throws {
            let run = try await ProgramRun.of(path, ["--routes=json"])
            guard run.status == 0 else {
                throw ToolError(
                    "\(path) exited with \(run.status) and listed no routes:\n\(run.errorText)", status: .configuration)
            }
            try self.init(run.outputText, from: path)
        }

        /// The lines in which this list differs from an expected one: "+" for a new route, "-" for a missing one.
        func difference(from expected: RouteList) -> [LineDifference.Line] {
            let new = Set(routes).subtracting(expected.routes).map { LineDifference.Line(mark: "+", text: "\($0)") }
            let gone = Set(expected.routes).subtracting(routes).map { LineDifference.Line(mark: "-", text: "\($0)") }
            return (new + gone).sorted { ($0.text, String($0.mark)) < ($1.text, String($1.mark)) }
        }
    }
#endif
