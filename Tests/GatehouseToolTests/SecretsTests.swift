#if Tool
    import Testing

    @testable import GatehouseTool

    @Suite("gatehouse secrets")
    struct SecretsTests {
        private static let name = "GATEHOUSE_APP_KEYS"

        private static func keys(_ home: TemporaryHome) throws -> [String] {
            let document = SettingsDocument(try home.text("app.conf"))
            return try #require(document[name]).split(separator: ",").map(String.init)
        }

        @Test("A new secret has 32 random bytes, and the file has mode 0600")
        func newSecret() async throws {
            let home = try TemporaryHome()
            let file = home.path + "/app.conf"
            #expect(await home.run("secrets", "new", "KEYS", "--settings", file).status == 0)
            #expect(try home.mode("app.conf") == 0o600)
            #expect(try Self.keys(home).map(\.utf8.count) == [44])
            let again = await home.run("secrets", "new", "KEYS", "--settings", file)
            #expect(again.status == ExitStatus.cannotCreate.rawValue)
            #expect(again.error.contains("rotate"))
            #expect(await home.run("secrets", "new", "GATEHOUSE_APP_TOKEN", "--settings", file).status == 0)
            let list = await home.run("secrets", "list", "--settings", file)
            #expect(list.output == "GATEHOUSE_APP_KEYS\nGATEHOUSE_APP_TOKEN\n")
            #expect(try home.names(".") == ["app.conf"])
        }

        @Test("A key is replaced in three steps, and no step loses the key that signs too early")
        func rotation() async throws {
            let home = try TemporaryHome()
            let file = home.path + "/app.conf"
            try home.write("app.conf", "# Mine\nGATEHOUSE_HOSTS=a.example\n", mode: 0o600)
            _ = await home.run("secrets", "new", "KEYS", "--settings", file)
            let old = try Self.keys(home)[0]
            let first = await home.run("secrets", "rotate", "KEYS", "--settings", file)
            #expect(first.output.contains("--first"))
            #expect(try Self.keys(home).first == old)
            let new = try #require(try Self.keys(home).last)
            #expect(new != old)
            _ = await home.run("secrets", "rotate", "KEYS", "--settings", file, "--first")
            #expect(try Self.keys(home) == [new, old])
            _ = await home.run("secrets", "rotate", "KEYS", "--settings", file, "--drop")
            #expect(try Self.keys(home) == [new])
            #expect(await home.run("secrets", "rotate", "KEYS", "--settings", file, "--first").status == 64)
            _ = await home.run("secrets", "rotate", "KEYS", "--settings", file, "--replace")
            #expect(try Self.keys(home).count == 1 && Self.keys(home) != [new])
            #expect(try home.text("app.conf").hasPrefix("# Mine\nGATEHOUSE_HOSTS=a.example\n"))
            #expect(try home.mode("app.conf") == 0o600)
        }

        @Test("No secret is printed")
        func nothingIsPrinted() async throws {
            let home = try TemporaryHome()
            let file = home.path + "/app.conf"
            for arguments in [["new", "KEYS"], ["rotate", "KEYS"], ["list"], ["rotate", "KEYS", "--first"]] {
                let result = await home.run(["secrets"] + arguments + ["--settings", file])
                #expect(result.status == 0)
                for key in try Self.keys(home) { #expect(!(result.output + result.error).contains(key)) }
            }
        }

        @Test("A file that others can read, a link and a wrong name are refused, and nothing is written")
        func refusals() async throws {
            let home = try TemporaryHome()
            try home.write("open.conf", "GATEHOUSE_APP_A=1\n", mode: 0o644)
            try home.write("app.conf", "GATEHOUSE_APP_A=1\n", mode: 0o600)
            try home.link("link.conf", to: "app.conf")
            for (name, file, status) in [
                ("KEYS", "open.conf", ExitStatus.configuration), ("KEYS", "link.conf", .invalidData),
                ("keys", "app.conf", .usage), ("A=B", "app.conf", .usage), ("A\nB", "app.conf", .usage),
                ("", "app.conf", .usage),
            ] {
                let result = await home.run("secrets", "new", name, "--settings", "\(home.path)/\(file)")
                #expect(result.status == status.rawValue, "\(name) \(file)")
            }
            #expect(await home.run("secrets", "rotate", "B", "--settings", home.path + "/app.conf").status == 66)
            #expect(await home.run("secrets", "list", "--settings", home.path + "/none").status == 66)
            #expect(try home.text("app.conf") == "GATEHOUSE_APP_A=1\n")
            #expect(try home.text("open.conf") == "GATEHOUSE_APP_A=1\n")
        }
    }
#endif
