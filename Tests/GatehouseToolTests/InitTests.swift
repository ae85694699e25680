#if Tool
    import Testing

    @testable import GatehouseTool

    @Suite("gatehouse init")
    struct InitTests {
        private static func home() throws -> TemporaryHome {
            let home = try TemporaryHome()
            _ = try home.directory("gatehouse")
            try home.write("gatehouse/Package.swift", "let package = Package(name: \"gatehouse\")\n")
            return home
        }

        @Test(
            "All placeholders and conditions are gone in each variant",
            arguments: [(false, false), (true, false), (false, true), (true, true)])
        func variants(hasSignIn: Bool, hasDatabase: Bool) {
            let application = NewApplication(
                name: "tea", library: "../gatehouse", home: "/home/me", hasSignIn: hasSignIn, hasDatabase: hasDatabase)
            let all = application.files.map(\.text).joined()
            for mark in ["//-", "@NAME@", "@LIBRARY@", "@HOME@", "@SQLITE@"] { #expect(!all.contains(mark)) }
            #expect(all.contains("GatehouseSecurity") == hasSignIn)
            #expect(all.contains("GRDB") == hasDatabase)
            let paths = application.files.map(\.path)
            #expect(paths == Set(paths).sorted())
            #expect(paths.filter { $0.contains("Messages") } == ["Sources/Site/Messages.swift"])
        }

        @Test("The application is created with settings that only its user can read")
        func creates() async throws {
            let home = try Self.home()
            let result = await home.run("init", home.path + "/tea", "--home", "/home/me")
            #expect(result.status == 0)
            #expect(try home.text("tea/Package.swift").contains("path: \"../gatehouse\""))
            #expect(try home.text("tea/Sources/App/main.swift").contains("\"/home/me\""))
            #expect(try home.mode("tea/.development/private/tea/app.conf") == 0o600)
            #expect(try home.mode("tea/.development/private/tea") == 0o700)
            #expect(try home.text("tea/.gitignore").contains(".development/"))
            let again = await home.run("init", home.path + "/tea", "--home", "/home/me")
            #expect(again.status == ExitStatus.cannotCreate.rawValue)
        }

        @Test(
            "A name that does not fit, a missing library and a home that is no path are refused, and nothing is created"
        )
        func refusals() async throws {
            let home = try Self.home()
            for name in ["9x", "a b", "ä", "a\"b", "-a", "a.b", String(repeating: "a", count: 65)] {
                #expect(await home.run("init", "--home", "/h", "--", home.path + "/" + name).status == 64, "\(name)")
            }
            #expect(await home.run("init", home.path + "/tea", "--home", "here").status == 64)
            #expect(await home.run("init", home.path + "/tea", "--home", "/a\"b").status == 64)
            #expect(await home.run("init", home.path + "/tea", "--home", "/h", "--library", "/none").status == 66)
            #expect(try home.names(".") == ["gatehouse"])
        }
    }
#endif
