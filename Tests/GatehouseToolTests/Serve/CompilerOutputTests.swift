#if Tool
    import NIOHTTP1
    import Testing

    @testable import GatehouseTool

    @Suite("The errors of a build")
    struct CompilerOutputTests {
        /// What swift build 6.3.1 printed.
        private static let real = """
            Building for debugging...
            [0/3] Write swift-version-24593BA9C3E375BF.txt
            [2/4] Compiling App main.swift
            /p/tea/Sources/App/main.swift:3:7: error: cannot find 'y' in scope
            1 | import Glibc
            2 |
            3 | print(y)
              |       `- error: cannot find 'y' in scope
            4 | let <b>: Int = "x"
            5 |

            /p/tea/Sources/App/main.swift:4:16: error: cannot convert value of type 'String' to specified type 'Int'
            2 |
            3 | print(y)
            4 | let b: Int = "x"
              |              `- error: cannot convert value of type 'String' to specified type 'Int'
            /p/tea/Sources/App/main.swift:9:1: warning: variable 'z' was never used
             9 | var z = 1
            [3/4] Emitting module App
            /p/tea/Sources/App/main.swift:3:7: error: cannot find 'y' in scope
            1 | import Glibc
            2 |
            error: emit-module command failed with exit code 1 (use -v to see invocation)
            """

        private static func output(_ text: String) -> CompilerOutput {
            var output = CompilerOutput()
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) { output.add(String(line)) }
            return output
        }

        @Test("Each error is found once, with its place and the lines of the source")
        func problems() {
            let problems = Self.output(Self.real).problems
            #expect(
                problems.map(\.place) == [
                    "/p/tea/Sources/App/main.swift:3:7", "/p/tea/Sources/App/main.swift:4:16", "",
                ])
            #expect(problems[0].message == "cannot find 'y' in scope")
            #expect(problems[0].excerpt.count == 6 && problems[0].excerpt[2] == "3 | print(y)")
            #expect(problems[1].excerpt.count == 4)
            #expect(problems[2].message.hasPrefix("emit-module command failed"))
            #expect(Self.output(Self.real).placedProblems == Array(problems.prefix(2)))
            #expect(Self.output("error: link command failed").placedProblems.count == 1)
        }

        @Test(
            "A place is a path with a line and a column",
            arguments: ["a: error: b", "a:0:1: error: b", "1:2: error: b"])
        func noPlace(line: String) {
            #expect(Self.output(line).problems == [])
        }

        @Test("A colon in a path is part of it")
        func colon() {
            #expect(Self.output("/a:b/c.swift:1:2: error: d: error: e").problems.first?.file == "/a:b/c.swift")
            #expect(Self.output("/a:b/c.swift:1:2: error: d: error: e").problems.first?.message == "d: error: e")
        }

        @Test("Output without end takes bounded memory")
        func bounds() {
            var output = CompilerOutput()
            for number in 0..<10_000 {
                output.add("/a.swift:\(number + 1):1: error: x" + String(repeating: "y", count: 5_000))
            }
            #expect(output.problems.count == CompilerOutput.problemLimit)
            #expect(output.lines.count <= CompilerOutput.lineLimit)
            #expect(output.lines.allSatisfy { $0.utf8.count < CompilerOutput.lineLength + 10 })
            for _ in 0..<10_000 { output.add("1 | x") }
            #expect((output.problems.last?.excerpt.count ?? 0) <= CompilerOutput.excerptLimit)
        }

        @Test("The page escapes what the compiler printed, shortens paths, and allows only its own script and style")
        func page() throws {
            let page = StatusPage.failed(Self.output(Self.real), package: "/p/tea")
            let (fields, body) = page.response(
                to: .test(.GET, "/", FrontRequest.navigation), number: 3, path: "/.gatehouse/w")
            let text = String(decoding: body, as: UTF8.self)
            #expect(text.contains("<p class=\"place\">Sources/App/main.swift:3:7</p>"))
            #expect(text.contains("4 | let &lt;b&gt;: Int"))
            #expect(!text.contains("<b>"))
            #expect(text.contains("new EventSource(\"/.gatehouse/w\")") && text.contains("!== \"3\""))
            let policy = try #require(fields.first(name: "content-security-policy"))
            #expect(policy.hasPrefix("default-src 'none'; script-src 'nonce-"))
            #expect(policy.hasSuffix("form-action 'none'; frame-ancestors 'none'") && !policy.contains("unsafe"))
            #expect(fields["cache-control"] == ["no-store"])
            #expect(fields["cross-origin-resource-policy"] == ["same-origin"])
            #expect(page.status.code == 500)
        }

        @Test("A client that wants no page gets the errors as text")
        func plain() {
            let (fields, body) = StatusPage.failed(Self.output(Self.real), package: "/p/tea").response(
                to: .test(.GET, "/", [("Accept", "application/json")]), number: 3, path: "/x")
            #expect(fields["content-type"] == ["text/plain; charset=utf-8"])
            let text = String(decoding: body, as: UTF8.self)
            #expect(text.contains("\nSources/App/main.swift:3:7: error: cannot find 'y' in scope\n"))
            #expect(!text.contains("script"))
        }
    }
#endif
