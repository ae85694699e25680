#if Tool
    internal import GatehouseCore
    internal import NIOHTTP1

    /// What the development server itself says in the browser: that it builds, or why there is no application.
    struct StatusPage: Sendable {
        let status: HTTPResponseStatus
        let title: String
        /// What to do, or what happens next.
        let text: String
        /// The errors of a build.
        var problems: [CompilerOutput.Problem] = []
        /// What the build or the program printed.
        var output: [String] = []
        /// The path of the package, which is left out of shown paths.
        var package = ""

        /// The fields and the body for a client.
        ///
        /// - Parameters:
        ///   - number: the state that the page shows; the next one reloads it.
        ///   - path: the path of the event stream.
        func response(to request: FrontRequest, number: Int, path: String) -> (HTTPHeaders, [UInt8]) {
            var fields: HTTPHeaders = [
                "cache-control": "no-store", "x-content-type-options": "nosniff",
                "cross-origin-resource-policy": "same-origin",
            ]
            guard request.acceptsHTML else {
                fields.add(name: "content-type", value: "text/plain; charset=utf-8")
                return (fields, Array(plain.utf8))
            }
            var generator = SystemRandomNumberGenerator()
            let nonce = ReloadChannel.word(&generator)
            fields.add(name: "content-type", value: "text/html; charset=utf-8")
            fields.add(
                name: "content-security-policy",
                value: "default-src 'none'; script-src 'nonce-\(nonce)'; style-src 'nonce-\(nonce)'; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
            let script =
                request.head.method == .GET
                ? ReloadScript.element(number: number, path: path, nonce: nonce) : ""
            return (fields, Array((page(nonce: nonce).text + script).utf8))
        }

        private var plain: String {
            var lines = ["\(title). \(text)", ""]
            for problem in problems {
                let place = problem.place.isEmpty ? "" : "\(shown(problem)): "
                lines.append("\(place)error: \(problem.message)")
            }
            return (lines + (problems.isEmpty ? output : [])).joined(separator: "\n") + "\n"
        }

        private func page(nonce: String) -> HTML {
            let errors = problems.map { problem -> HTML in
                """
                <li><p><strong>\(problem.message)</strong></p>
                <p class="place">\(problem.place.isEmpty ? "" : shown(problem))</p>
                <pre>\(problem.excerpt.joined(separator: "\n"))</pre></li>

                """
            }
            let log: HTML =
                output.isEmpty
                ? ""
                : """
                <details\(problems.isEmpty ? HTML(trusted: " open") : "")><summary>What it printed</summary>
                <pre>\(output.joined(separator: "\n"))</pre></details>

                """
            return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>\(title)</title>
                <style nonce="\(nonce)">\(HTML(trusted: Self.style))</style>
                </head>
                <body>
                <main>
                <h1>\(title)</h1>
                <p>\(text)</p>
                <ol>
                \(errors)</ol>
                \(log)</main>
                </body>
                </html>

                """
        }

        private func shown(_ problem: CompilerOutput.Problem) -> String {
            let prefix = package + "/"
            return problem.place.hasPrefix(prefix) ? String(problem.place.dropFirst(prefix.count)) : problem.place
        }

        private static let style = """
            body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222; \
            background: #fff; } h1 { font-size: 1.5rem; } ol { padding-left: 1.5rem; } .place { font-family: monospace; } \
            pre { overflow-x: auto; padding: .75rem; background: #f3f3f3; } pre:empty, .place:empty, ol:empty { display: none; } \
            @media (prefers-color-scheme: dark) { body { color: #eee; background: #1b1b1b; } pre { background: #2a2a2a; } }
            """
    }
#endif
