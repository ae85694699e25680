#if Tool
    internal import FoundationEssentials

    /// What a deployment or a rollback did, or would do.
    struct DeploymentReport: Encodable, Sendable {
        /// The outcome.
        enum Result: String, Encodable, Sendable {
            /// Nothing had to change.
            case unchanged
            /// Nothing was changed, because of `--dry-run`.
            case planned
            /// The new program is in its place.
            case deployed
            /// An older release is in its place.
            case rolledBack = "rolled back"
            /// The releases were listed.
            case listed
        }

        let result: Result
        /// The path of the program.
        let program: String
        /// The steps, in their order.
        var steps: [String] = []
        /// The lines of the .htaccess that differ, with "+", "-" or " " in front.
        var difference: [String] = []
        /// The releases, the oldest first.
        var releases: [String] = []
        /// The release that runs; `nil` if there is none, or if nobody asked.
        var current: String?

        /// Prints one JSON object, or text.
        func print(to console: Console, asJSON: Bool) throws(ToolError) {
            guard asJSON else {
                printText(to: console)
                return
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            do {
                console.print(String(decoding: try encoder.encode(self), as: UTF8.self))
            } catch {
                throw ToolError("the report cannot be encoded: \(error)", status: .internalError)
            }
        }

        private func printText(to console: Console) {
            switch result {
            case .unchanged: console.print("\(program) is up to date.")
            case .planned: for step in steps { console.print("would \(step)") }
            case .deployed: console.print("\(program) is deployed.", .green)
            case .rolledBack: console.print("\(program) is the release \(current ?? "").", .green)
            case .listed: for name in releases { console.print("\(name == current ? "*" : " ") \(name)") }
            }
        }
    }
#endif
