#if Tool
    import Testing

    @testable import GatehouseTool

    @Suite("Hosts")
    struct RemoteTests {
        @Test(
            "An address has a host and a path",
            arguments: [
                ("me@host:public_html", "me@host", "public_html"),
                ("host:~/public_html/app", "host", "public_html/app"),
                ("host:/var/www/html", "host", "/var/www/html"), ("host:a:b", "host", "a:b"),
            ])
        func addresses(text: String, destination: String, path: String) throws {
            let address = try RemoteAddress(text)
            #expect(address?.destination == destination)
            #expect(address?.path == path)
        }

        @Test("A path on this machine is no address", arguments: ["/a:b", "./a:b", "public_html", "../x", "a/b:c"])
        func localPaths(text: String) throws {
            #expect(try RemoteAddress(text) == nil)
        }

        @Test(
            "A host that ssh would read as an option, and an address without a directory, are refused",
            arguments: ["-oProxyCommand=x:public_html", ":public_html", "a b:c", "host:", "host:~", "host:/", "h\n:x"])
        func refusedAddresses(text: String) {
            #expect(throws: ToolError.self) { try RemoteAddress(text) }
        }

        @Test("A word reaches a program behind a shell unchanged")
        func quoting() async throws {
            for word in ["a", "", "it's", "$(id)", "a b\t\n", "\\", "'\"'", "`x`", "-n", "ä", "*"] {
                let command = "printf %s. \(RemoteHost.quoted(word))"
                #expect(try await ProgramRun.of("/bin/sh", ["-c", command]).outputText == word + ".")
            }
        }
    }
#endif
