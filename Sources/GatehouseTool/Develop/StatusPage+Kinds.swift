#if Tool
    internal import NIOHTTP1

    extension StatusPage {
        /// The page before the first build has ended.
        static let building = StatusPage(
            status: .serviceUnavailable, title: "The program is being built",
            text: "This page reloads after the build. The first build compiles the libraries, and takes minutes.")

        /// The page after a build that failed.
        ///
        /// - Parameters:
        ///   - output: what the build printed.
        ///   - package: the path of the package.
        static func failed(_ output: CompilerOutput, package: String) -> StatusPage {
            StatusPage(
                status: .internalServerError, title: "The build failed",
                text: "This page reloads after the next build.", problems: output.placedProblems,
                output: output.lines, package: package)
        }

        /// The page for a request that got no response.
        ///
        /// - Parameter end: how the program ended; `nil` if it still runs.
        static func ended(_ end: ServedProgram.End?) -> StatusPage {
            guard let end else {
                return StatusPage(
                    status: .badGateway, title: "The program sent no response",
                    text: "It closed the connection. The terminal has its log.")
            }
            return StatusPage(
                status: .badGateway, title: "The program has ended",
                text: "It \(end.reason). The next request starts it again.", output: end.output)
        }
    }
#endif
