import FastCGIClient
import Foundation
import TestSupport
import Testing

/// What a program tells about its routes, and what it logs about requests.
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

    @Test("--routes prints a table of all that is open, and ends")
    func table() throws {
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
    func json() throws {
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

    @Test("a gate with mistakes prints no routes: exit 78 with the list of mistakes")
    func mistakes() throws {
        let end = try Program(app, ["--routes"], environment: ["TESTAPP_MISTAKES": "1"]).end()
        #expect(end.status == 78)
        #expect(end.output.isEmpty)
        #expect(end.errors.contains("/items/{other}"))
        #expect(end.errors.contains("no-slash"))
    }

    /// Under CGI a client chooses the arguments.
    @Test("a CGI request for ?--routes is a request like any other")
    func cgi() throws {
        let environment = ["REQUEST_METHOD": "GET", "REQUEST_URI": "/?--routes"]
        let end = try Program(app, ["--routes"], environment: environment).end()
        #expect(String(decoding: end.output, as: UTF8.self).hasSuffix("\r\n\r\nopen\n"))
    }

    @Test("by default refusals and failures are logged; --log-level info adds every request")
    func logLevel() throws {
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
        #expect(everything.contains("info gatehouse: answered ["))
        #expect(everything.contains("info gatehouse: no route ["))
    }

    @Test("a level that is none is an error that names those that there are")
    func badLevel() throws {
        let end = try Program(app, ["--log-level", "loud"]).end()
        #expect(end.status == 64)
        #expect(end.errors.contains("notice"))
    }
}

@Suite("a release build")
struct ReleaseTests {
    /// The words of the page that shows what broke.
    private let words = Data("Gatehouse debug page".utf8)

    @Test("has no code that could show what broke; a debug build has")
    func debugPage() throws {
        let release = try Data(contentsOf: URL(fileURLWithPath: try Products.example("Hello")))
        #expect(release.range(of: words) == nil)
        // Other words of the gate are found in it: the file is the right one, and they are not hidden by its format.
        #expect(release.range(of: Data("no route for this method".utf8)) != nil)
        let debug = try Data(contentsOf: URL(fileURLWithPath: Products.program("TestApp")))
        #expect(debug.range(of: words) != nil)
    }
}
