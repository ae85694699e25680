import FastCGIClient
import Foundation
import TestSupport
import Testing

/// How a program lists its routes, and logs requests.
@Suite("--routes and --log-level", .timeLimit(.minutes(5)))
struct RoutesTests {
    private let app = Products.program("TestApp")

    private struct Row: Decodable {
        let method: String
        let path: String
        let rule: String
        let name: String?
        let source: String
    }

    @Test("--routes prints a table of all routes and exits")
    func routesPrintsTable() throws {
        let end = try Program(app, ["--routes"]).end()
        #expect(end.status == 0)
        #expect(end.errors.isEmpty)
        let lines = String(decoding: end.output, as: UTF8.self).split(separator: "\n")
        #expect(lines.first?.split(separator: " ") == ["METHOD", "PATH", "RULE", "NAME", "SOURCE"])
        let hidden = try #require(lines.first { $0.contains(" /hidden ") })
        #expect(hidden.hasPrefix("GET "))
        #expect(hidden.contains("  nobody, and nobody knows  "))
        #expect(hidden.contains("TestApp/main.swift:"))
    }

    @Test("--routes=json prints the same as JSON")
    func routesPrintsJSON() throws {
        let end = try Program(app, ["--routes=json"]).end()
        #expect(end.status == 0)
        let rows = try JSONDecoder().decode([Row].self, from: Data(end.output))
        let table = try Program(app, ["--routes"]).end().output
        #expect(rows.count == String(decoding: table, as: UTF8.self).split(separator: "\n").count - 1)
        let item = try #require(rows.first { $0.path == "/items/{id}" })
        #expect(item.method == "GET")
        #expect(item.rule == "everyone")
        #expect(item.name == nil)
        #expect(item.source.hasPrefix("TestApp/main.swift:"))
    }

    @Test("A gate with configuration errors prints them instead of routes, exit 78")
    func invalidGatePrintsErrors() throws {
        let end = try Program(app, ["--routes"], environment: ["TESTAPP_MISTAKES": "1"]).end()
        #expect(end.status == 78)
        #expect(end.output.isEmpty)
        #expect(end.errors.contains("/items/{other}"))
        #expect(end.errors.contains("no-slash"))
    }

    /// Under CGI a client chooses the arguments.
    @Test("A CGI request for ?--routes is an ordinary request")
    func cgiIgnoresRoutesArgument() throws {
        let environment = ["REQUEST_METHOD": "GET", "REQUEST_URI": "/?--routes"]
        let end = try Program(app, ["--routes"], environment: environment).end()
        #expect(String(decoding: end.output, as: UTF8.self).hasSuffix("\r\n\r\nopen\n"))
    }

    @Test("Refusals and failures are logged by default; --log-level info adds every request")
    func logLevelDefaultsToNotice() throws {
        func log(_ arguments: [String]) throws -> String {
            let directory = try TemporaryDirectory()
            let program = try Listening(app, directory.path("app.sock"), arguments)
            var errors = ""
            for target in ["/", "/nowhere", "/hidden", "/mishap"] {
                var connection = try ClientConnection(to: program.address)
                errors += String(decoding: try connection.exchange(program.request(target)).errors, as: UTF8.self)
            }
            return errors
        }
        let usual = try log([])
        #expect(usual.split(separator: "\n").count == 2)
        #expect(usual.contains("notice gatehouse: denied: hidden ["))
        #expect(usual.contains("error gatehouse: failed: "))
        let everything = try log(["--log-level", "info"])
        #expect(everything.split(separator: "\n").count == 4)
        #expect(everything.contains("info gatehouse: served ["))
        #expect(everything.contains("info gatehouse: no route ["))
    }

    @Test("An invalid level is an error that names the valid ones")
    func invalidLevelIsAnError() throws {
        let end = try Program(app, ["--log-level", "loud"]).end()
        #expect(end.status == 64)
        #expect(end.errors.contains("notice"))
    }
}

@Suite("Release builds")
struct ReleaseTests {
    /// Words of the debug page.
    private let words = Data("Gatehouse debug page".utf8)

    @Test("A release build does not contain the debug page, a debug build does")
    func releaseHasNoDebugPage() throws {
        let release = try Data(contentsOf: URL(fileURLWithPath: try Products.example("Hello")))
        #expect(release.range(of: words) == nil)
        // The file contains other words of the gate: it is the right file, and its format does not hide text.
        #expect(release.range(of: Data("no route for this method".utf8)) != nil)
        let debug = try Data(contentsOf: URL(fileURLWithPath: Products.program("TestApp")))
        #expect(debug.range(of: words) != nil)
    }
}
