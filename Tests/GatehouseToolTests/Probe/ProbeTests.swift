#if Tool
    import FoundationEssentials
    import Testing

    @testable import GatehouseTool

    @Suite("gatehouse probe")
    struct ProbeTests {
        private let set = CanarySet(directory: "/d")

        private func leaks(_ response: String, to target: String = "/app/x") -> Set<LeakJudge.Leak> {
            LeakJudge(
                set.canaries,
                existing: [.init(kind: "the program", path: "app.fcgi", beginning: Array("\u{7F}ELF…".utf8))]
            )
            .leaks(in: ProbeResponse(Array(response.utf8)), to: ProbeRequest(target: target))
        }

        @Test("The content of a canary is a leak, whatever the status and the encoding of the body are")
        func contentLeaks() throws {
            let canary = try #require(set.canaries.first)
            let leak = LeakJudge.Leak(kind: canary.kind, form: .content)
            #expect(leaks("HTTP/1.1 404 Not Found\r\n\r\n<p>\(canary.content)") == [leak])
            #expect(leaks("HTTP/1.1 200 OK\r\nX-File: \(canary.token)\r\n\r\n") == [leak])
            #expect(leaks(canary.content) == [leak])
            let (first, second) = (canary.token.prefix(20), canary.token.dropFirst(20))
            let chunks = "14\r\n\(first)\r\n\(String(second.utf8.count, radix: 16))\r\n\(second)\r\n0\r\n\r\n"
            #expect(leaks("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)") == [leak])
            #expect(leaks("HTTP/1.1 200 OK\r\n\r\n\u{7F}ELF… and more") == [.init(kind: "the program", form: .content)])
        }

        @Test("A script that ran is a leak, and its source does not look as if it ran")
        func runs() throws {
            for canary in set.canaries {
                guard let trace = canary.trace else { continue }
                #expect(!canary.content.contains(trace))
                #expect(leaks("HTTP/1.1 200 OK\r\n\r\n\(trace)") == [.init(kind: canary.kind, form: .ran)])
            }
        }

        @Test("A name that the request contains may come back; another one is a leak")
        func names() throws {
            let canary = try #require(set.canaries.first)
            let page = "HTTP/1.1 404 Not Found\r\n\r\nThere is no \(canary.path)"
            #expect(leaks(page, to: "/app/\(canary.path)").isEmpty)
            let encoded = canary.path.utf8.map { "%" + String($0, radix: 16) }.joined()
            #expect(leaks(page, to: "/app/\(encoded)").isEmpty)
            #expect(leaks(page, to: "/app/\(encoded.replacing("%", with: "%25"))").isEmpty)
            #expect(leaks(page, to: "/app/").map(\.form) == [.name])
        }

        @Test(
            "Pages without the content are no leaks, whatever the status is", arguments: [200, 206, 301, 403, 404, 500])
        func otherPages(status: Int) {
            #expect(leaks("HTTP/1.1 \(status) X\r\nLocation: /\r\nETag: \"1\"\r\n\r\n<html>welcome</html>").isEmpty)
        }

        @Test("All names of a run are recognized, and no others")
        func recognizesNames() {
            for path in set.directories + set.canaries.map(\.path) + [set.traceFile] {
                #expect(Canary.isName(String(path.split(separator: "/")[0])), "\(path)")
            }
            for name in [
                "gatehouse-probe", "gatehouse-probe-notes.txt", "app.fcgi", ".htaccess",
                "x-gatehouse-probe-aaaaaaaaaaaaaaaa",
            ] {
                #expect(!Canary.isName(name), "\(name)")
            }
        }

        @Test("The rules that it plants only close")
        func rulesOnlyClose() throws {
            let proof = try #require(set.rules.last?.text)
            let lines = proof.split(separator: "\n")
            #expect(lines.last == "RedirectMatch 403 \"^\"")
            #expect(lines.filter { !$0.hasPrefix("<") }.count == 3)
            #expect(!proof.contains("Require") && !proof.contains("SetHandler") && !proof.contains("Options"))
        }

        @Test("Targets are sent as they are written")
        func rawTargets() {
            let targets = Spellings.targets(of: "a/b.txt", mount: "/app", isThorough: true)
            for target in [
                "/app/a%2fb.txt", "/app/a\\b.txt", "/app//a/b.txt", "/app/x/../a/b.txt", "/app/a/b.txt%00",
                "//app/a/b.txt",
                "/app/A/B.TXT", "/app/%61/%62%2e%74%78%74", "/app/a/b", "/app/a/b.txt/assets/x.css", "/app/?/a/b.txt",
            ] {
                #expect(targets.contains(target), "\(target)")
            }
            let bytes = ProbeRequest(target: "/a\\b").bytes(authority: "h:1")
            #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("GET /a\\b HTTP/1.1\r\nHost: h:1\r\n"))
        }

        @Test("A URL has a scheme, a host, a port and a mount")
        func parsesURLs() throws {
            let url = try ProbeURL("https://www.example.com/a//b/")
            #expect(url.mount == "/a/b" && url.port == 443 && url.authority == "www.example.com")
            #expect(url.otherScheme?.origin == "http://www.example.com")
            let numeric = try ProbeURL("http://[::1]:8080")
            #expect(numeric.host == "::1" && numeric.mount == "" && numeric.authority == "[::1]:8080")
            #expect(numeric.isNumeric && numeric.otherScheme == nil)
        }

        @Test(
            "Another URL is refused",
            arguments: [
                "www.example.com", "ftp://a", "http://", "http://me@a/", "http://a:0/", "http://a:x/", "http://[::1/",
                "http://a/?q", "http://a/#f", "http://a b/", "http://-proxy/", "http://a/ä", "http://a;b/",
            ])
        func refusesURLs(text: String) {
            #expect { try ProbeURL(text) } throws: { ($0 as? ToolError)?.status == .usage }
        }

        @Test("Wrong arguments end with a status of sysexits.h and a remedy, and plant nothing")
        func wrongArguments() async throws {
            let home = try TemporaryHome()
            let path = try home.directory("public_html")
            for (arguments, status, part) in [
                (["http://a.example"], 64, "--dir"), (["http://127.0.0.1:1", "--dir", path + "/x"], 66, "--dir"),
                (["ftp://a", "--dir", path], 64, "https://www.example.com/app"),
                (["http://127.0.0.1:1", "--dir", path, "--timeout", "0"], 64, "--timeout"),
            ] as [([String], Int32, String)] {
                let result = await home.run(["probe"] + arguments)
                #expect(result.status == status, "\(arguments)")
                #expect(result.error.contains(part), "\(result.error)")
                #expect(result.output.isEmpty)
            }
            #expect(try home.names("public_html").isEmpty)
        }

        @Test("A host that does not respond is inconclusive, also as JSON")
        func noHost() async throws {
            let home = try TemporaryHome()
            let path = try home.directory("public_html")
            let result = await home.run("probe", "http://127.0.0.1:1/app", "--dir", path, "--json")
            #expect(result.status == 69)
            let report = try JSONDecoder().decode(ProbeReport.self, from: Data(result.output.utf8))
            #expect(report.result == .inconclusive && report.reason?.contains("Connection refused") == true)
            #expect(report.remedy?.contains("--address") == true)
            #expect(try home.names("public_html").isEmpty)
        }
    }
#endif
