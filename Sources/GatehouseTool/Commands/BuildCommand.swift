#if Tool
    internal import ArgumentParser

    /// Builds one static file for a host.
    struct BuildCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "build",
            abstract: "Builds the program as one static, stripped file, and checks it.",
            discussion: """
                The file needs no Swift and no library on the host. Beside it is a bill of materials (CycloneDX), which lists the \
                packages and libraries in the file. A copy with names stays in .build/gatehouse/symbols: it translates the \
                addresses in the log of slow requests. The last ten are kept.

                  gatehouse build
                  gatehouse build --output app.fcgi
                """
        )

        @Argument(help: "The directory of the package.")
        var directory = "."

        @Option(help: "The executable product, if the package has several.")
        var product: String?

        @Option(help: "The file. Defaults to .build/gatehouse/app.fcgi in the package.")
        var output: String?

        @Option(help: "The number of libraries that are listed with their size.")
        var largest = 5

        func run() async throws {
            let console = Console.current
            let build = try await StaticBuild(package: LocalFiles.absolute(directory), product: product)
            let (bytes, symbols) = try await build.run(console)
            let file = output.map(LocalFiles.absolute) ?? build.package + "/.build/gatehouse/app.fcgi"
            // Other users can start it and cannot read it.
            try LocalFiles.replace(file, with: bytes, mode: 0o711)
            let map = LinkMap(
                try LocalFiles.bytes(build.mapFile, limit: 1_000_000_000).map { String(decoding: $0, as: UTF8.self) }
                    ?? "")
            let bill = BillOfMaterials(
                product: build.product, hash: await SystemPackages.hash(file),
                packages: try PackageTree(
                    json: try await SwiftCommand.output(
                        ["package", "show-dependencies", "--format", "json"], in: build.package)),
                others: await SystemPackages.components(of: map.inputs)
                    + [SystemPackages.compiler()].compactMap { $0 })
            try LocalFiles.replace(file + ".cdx.json", with: try bill.text, mode: 0o644)
            console.print("\(file): static, no debug page, \(Self.megabytes(bytes.count))", .green)
            if let symbols { console.print("\(symbols): the same program with names, for addresses in its log") }
            console.print("\(file).cdx.json: \(bill.components.count) components")
            if !map.sizes.isEmpty, largest > 0 {
                console.print("The largest parts:")
                for part in map.sizes.prefix(largest) { console.print("  \(Self.megabytes(part.bytes))  \(part.name)") }
            }
        }

        private static func megabytes(_ bytes: Int) -> String {
            let tenths = (bytes + 50_000) / 100_000
            return "\(tenths / 10).\(tenths % 10) MB"
        }
    }
#endif
