#if Tool
    import FastCGI
    import Testing

    @testable import GatehouseTool

    @Suite("gatehouse build")
    struct BuildTests {
        /// An ELF file with program headers of some types (elf(5)).
        private static func file(segments: [UInt8], text: String = "") -> [UInt8] {
            var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1] + Array(repeating: 0, count: 58)
            bytes[32] = 64
            bytes[54] = 56
            bytes[56] = UInt8(segments.count)
            for type in segments { bytes += [type] + Array(repeating: 0, count: 55) }
            return bytes + Array(text.utf8)
        }

        @Test("A static release file has no problem")
        func staticFile() {
            #expect(StaticFile(bytes: Self.file(segments: [1, 1, 4])).problems == [])
        }

        @Test("A file that needs shared libraries, or is a debug build, is refused")
        func problems() throws {
            let dynamic = StaticFile(bytes: Self.file(segments: [1, 3]))
            #expect(dynamic.problems == ["it needs shared libraries of the host"])
            let debug = Self.file(segments: [1], text: "G Gatehouse \(StaticFile.debugMark)")
            #expect(StaticFile(bytes: debug).problems.count == 1)
            let shell = try #require(try LocalFiles.bytes("/bin/sh", limit: 10_000_000))
            #expect(StaticFile(bytes: shell).problems == ["it needs shared libraries of the host"])
        }

        @Test("A file that is cut off, or claims headers beyond its end, is refused and not read beyond its end")
        func damaged() {
            let whole = Self.file(segments: [1, 1])
            for length in 0..<(64 + 56 + 4) {
                #expect(!StaticFile(bytes: Array(whole.prefix(length))).problems.isEmpty, "\(length)")
            }
            var far = whole
            for index in 32..<40 { far[index] = 0xFF }
            #expect(!StaticFile(bytes: far).problems.isEmpty)
            #expect(!StaticFile(bytes: Array("#!/bin/sh\n".utf8)).problems.isEmpty)
        }

        @Test("A file without its names and sections runs, and keeps its build ID")
        func stripped() async throws {
            let home = try TemporaryHome()
            let path = home.path + "/true"
            let whole = try #require(try LocalFiles.bytes("/usr/bin/true", limit: 10_000_000))
            let stripped = try StaticFile(bytes: whole).stripped()
            #expect(stripped.count < whole.count)
            try LocalFiles.replace(path, with: stripped, mode: 0o700)
            #expect(try await ProgramRun.of(path).status == 0)
            let id = try SymbolFile(path).buildID
            #expect(try id?.count == 40 && id == SymbolFile("/usr/bin/true").buildID)
            // Nothing follows what is loaded.
            #expect(try StaticFile(bytes: stripped).stripped() == stripped)
            #expect(throws: ToolError.self) { try StaticFile(bytes: Array("#!/bin/sh\n".utf8)).stripped() }
        }

        @Test("The map of the linker names the largest libraries and modules, without sections that are not loaded")
        func linkMap() {
            let map = LinkMap(
                """
                Memory map

                .text           0x0000000000401000   0x500
                 .text.a        0x0000000000401000      0x100 /lib/libA.a(one.o)
                 .text.long_name
                                0x0000000000401100      0x200 /p/.build/x/release/Site.build/Site.swift.o
                 .text.b        0x0000000000401300       0x10 /lib/libA.a(two.o)
                 ** fill        0x0000000000401310        0x8

                .swift5_long_name
                                0x0000000000401400     0x20
                 .swift5_long_name
                                0x0000000000401400     0x20 /p/.build/x/release/Site.build/Site.swift.o

                .debug_info     0x0000000000000000     0x9100
                 .debug_info    0x0000000000000000      0x100 /lib/libA.a(one.o)
                 .debug_info    0x0000000000000100     0x9000 /lib/libA.a(two.o)

                .debug_very_long
                                0x0000000000000000     0x9000
                 .debug_very_long
                                0x0000000000000010     0x9000 /lib/libA.a(two.o)
                """)
            #expect(map.sizes.map(\.name) == ["Site", "libA.a"])
            #expect(map.sizes.map(\.bytes) == [0x220, 0x110])
            #expect(map.inputs == ["/lib/libA.a", "/p/.build/x/release/Site.build/Site.swift.o"])
            #expect(LinkMap("0x 0x\n0xF 0xG /a\n").sizes.isEmpty)
        }

        @Test("The bill of materials lists each package once, with its version")
        func bill() throws {
            let log = """
                {"name": "swift-log", "url": "https://github.com/apple/swift-log.git", "version": "1.2.3",
                 "dependencies": []}
                """
            let tree = try PackageTree(
                json: Array(
                    """
                    {"name": "tea", "url": "/t", "version": "unspecified", "dependencies": [\(log),
                     {"name": "gatehouse", "url": "/g", "version": "unspecified", "dependencies": [\(log)]}]}
                    """.utf8))
            let bill = BillOfMaterials(product: "App", hash: "ab", packages: tree, others: [])
            #expect(bill.components.map(\.name) == ["gatehouse", "swift-log"])
            #expect(bill.components[1].purl == "pkg:swift/github.com/apple/swift-log@1.2.3")
            let text = try bill.text
            #expect(text.contains("\"bomFormat\" : \"CycloneDX\"") && text.contains("\"content\" : \"ab\""))
            #expect(!text.contains("/t") && isRefused("[]"))
        }

        private func isRefused(_ text: String) -> Bool {
            (try? PackageTree(json: Array(text.utf8))) == nil
        }

        @Test("Only the linker's misleading warnings are left out")
        func warnings() {
            let line = "x.o: warning: Using 'getaddrinfo' in statically linked applications requires at runtime the "
            #expect(StaticBuild.isMisleading(line + "shared libraries from the glibc version used for linking"))
            #expect(!StaticBuild.isMisleading("Site.swift:1:1: warning: variable was never used"))
        }

        @Test("A directory without a package is an error with a remedy")
        func noPackage() async throws {
            let home = try TemporaryHome()
            let result = await home.run("build", home.path)
            #expect(result.status == ExitStatus.missingInput.rawValue)
            #expect(result.error.contains("pass the directory of the package"))
        }
    }
#endif
