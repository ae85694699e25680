import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// The debug page of a program that runs for real. GatehouseCoreTests/DebugPageTests checks its content.
@Suite("The debug page of a program", .timeLimit(.minutes(5)))
struct DebugPageTests {
    private let app = Products.program("TestApp")

    private static let targets = [
        ("/throws/handler/x", "handler"), ("/throws/function", "function"), ("/throws/after-await", "after-await"),
        ("/throws/concurrent", "concurrent"), ("/throws/task", "after-await"), ("/throws/typed", "typed"),
        ("/throws/many", "many"), ("/rethrows/function", "function"), ("/throws-in-rule", "function"),
    ]

    /// The parameters of a browser on the same machine.
    private static func parameters(_ target: String, _ more: [String: String] = [:]) -> [String: String] {
        let local = [
            "REQUEST_METHOD": "GET", "REQUEST_URI": target, "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost", "HTTP_ACCEPT": "text/html,*/*;q=0.8", "HTTP_COOKIE": "sid=secret",
        ]
        return local.merging(more) { $1 }
    }

    /// The text of the first marked line.
    private static func marked(_ page: String) -> String? {
        page.firstMatch(of: /<mark>[0-9]+ (.*)<\/mark>/).map { String($0.1) }
    }

    private static func respond(_ program: Listening, _ parameters: [String: String]) throws -> (Int, String) {
        var connection = try ClientConnection(to: program.address)
        let response = try connection.exchange(ClientRequest(parameters.map { (name: $0.key, value: $0.value) })).head()
        return (response.status.code, String(decoding: response.body, as: UTF8.self))
    }

    @Test("The page shows the line that threw first, and the line is marked")
    func throwingLineIsShown() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(app, directory.path("app.sock"))
        for (target, mark) in Self.targets {
            let (status, page) = try Self.respond(program, Self.parameters(target))
            #expect(status == 500)
            #expect(Self.marked(page)?.hasSuffix("// throws: \(mark)") == true, "\(target): \(page)")
        }
    }

    @Test("The page has the calls from the throw to the handler, and none of the gate's dispatcher")
    func callsAreShown() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(app, directory.path("app.sock"))
        let (_, page) = try Self.respond(program, Self.parameters("/throws/function"))
        let functions = page.matches(of: /<summary>(.*)<br>(.*):[0-9]+<\/summary>/).map { (String($0.1), String($0.2)) }
        #expect(functions.prefix(3).allSatisfy { $0.0.contains("inner(depth:)") }, "\(page)")
        #expect(functions.dropFirst(3).first?.0.contains("addThrowingRoutes(to:)") == true, "\(page)")
        #expect(!functions.contains { $0.1.contains("/Dispatch/") || $0.1.contains("/FastCGI/") }, "\(functions)")
    }

    @Test("Under CGI the page shows the line too, as text for a client that does not accept HTML")
    func cgiShowsLine() throws {
        let end = try Program(
            app, environment: Self.parameters("/throws/typed", ["HTTP_ACCEPT": "*/*"])
        ).end()
        let text = String(decoding: end.output, as: UTF8.self)
        #expect(text.contains("Status: 500") && text.contains("Content-Type: text/plain"))
        #expect(try text.contains(Regex(#"\n> [0-9]+ .*// throws: typed\n"#)), "\(text)")
        #expect(!text.contains("secret"))
    }

    @Test("A client that is not on the same machine sees neither the line nor the error")
    func othersSeeNothing() throws {
        let directory = try TemporaryDirectory()
        // A named host, so that the gate does not refuse these clients before the handler throws.
        let program = try Listening(
            app, directory.path("app.sock"), ["--host", "www.example.com", "--host", "localhost"])
        for more in [
            ["REMOTE_ADDR": "192.0.2.1", "HTTP_HOST": "www.example.com"], ["HTTP_HOST": "www.example.com"],
            ["REMOTE_ADDR": "192.0.2.1"], ["HTTP_X_FORWARDED_FOR": "192.0.2.1"], ["HTTP_VIA": "1.1 proxy"],
            ["HTTP_FORWARDED": "for=192.0.2.1"],
        ] {
            let (status, page) = try Self.respond(
                program, Self.parameters("/throws/function", more.merging(["HTTPS": "on"]) { $1 }))
            #expect(status == 500, "\(more)")
            for word in ["Planted", "throws:", ".swift", "debug"] { #expect(!page.contains(word), "\(more): \(page)") }
        }
    }
}
