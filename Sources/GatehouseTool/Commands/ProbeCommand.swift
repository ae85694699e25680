#if Tool
    internal import ArgumentParser

    /// Probes a site for what it gives away.
    struct ProbeCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "probe",
            abstract: "Requests planted files in every spelling, to see whether a site is closed.",
            discussion: """
                It writes small files with random names and random content into the public directory, requests them over \
                HTTP and HTTPS in every spelling, and removes them. It judges by content alone: a file is public if its \
                content comes back, whatever the status is.

                  gatehouse probe https://www.example.com/app --dir ~/public_html/app

                Run it on the host, as the owner of the directory. A subdirectory with an .htaccess of its own, which \
                refuses everything with a random text, proves that the URL leads to the directory. Without that proof the \
                result is "inconclusive", never "closed".

                The exit status is 0 if the site is closed, 1 if something leaked or is badly configured, and 69 if the \
                host does not respond or is not this directory. https needs the program openssl.
                """
        )

        @Argument(help: .init("The URL of the directory.", valueName: "url"))
        var url: String

        @Option(name: .customLong("dir"), help: "The public directory to which the URL leads.")
        var directory: String

        @Option(help: "The numeric address of the host, if its name leads elsewhere, such as to a proxy.")
        var address: String?

        @Option(help: "The seconds without a response after which a request has failed.")
        var timeout = 10

        @Option(help: "The most bytes in a body when the body limit is measured.")
        var largestBody = 2_000_000

        @Option(
            help: .init(
                "The path of a route that everyone may read and that sends its response in pieces, such as /app/events.",
                valueName: "path"))
        var stream: String?

        @Flag(help: "Prints one JSON object.")
        var json = false

        func validate() throws {
            guard (1...300).contains(timeout) else { throw ValidationError("--timeout is from 1 to 300") }
            if let stream, !stream.hasPrefix("/") || !stream.utf8.allSatisfy({ 0x21..<0x7F ~= $0 }) {
                throw ValidationError("--stream is a path of the site, such as /events, without blanks")
            }
            guard (1...100_000_000).contains(largestBody) else {
                throw ValidationError("--largest-body is from 1 to 100000000")
            }
        }

        func run() async throws {
            let console = Console.current
            let url = try ProbeURL(url)
            let directory = LocalFiles.absolute(directory)
            guard LocalFiles.isDirectory(directory) else {
                throw ToolError(
                    "there is no directory \(directory)",
                    remedy: "pass --dir with the directory to which the URL leads",
                    status: .missingInput)
            }
            let resolved: String
            if let address { resolved = address } else { resolved = try await ProbeTransport.resolve(url.host) }
            let report = try await SiteProbe(
                url: url, directory: directory, address: resolved, timeout: .seconds(timeout), largestBody: largestBody,
                streamTarget: stream, console: console
            ).run()
            if json { console.print(try report.json()) } else { report.print(to: console) }
            guard report.status == .ok else { throw ExitCode(report.status.rawValue) }
        }
    }
#endif
