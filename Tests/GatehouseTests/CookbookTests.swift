import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// The programs of docs/cookbook.md do what their text says.
@Suite("docs/cookbook.md", .timeLimit(.minutes(5)))
struct CookbookTests {
    /// Each program can be copied as a whole, so each must be complete, and none may be missing here.
    @Test("Each of the sixteen programs is tested")
    func everyRecipeIsTested() throws {
        #expect(try DocumentedCode("docs/cookbook.md").blocks.map(\.heading) == Self.recipes.map(\.heading))
        #expect(Self.recipes.count == 16)
    }

    @Test("compiles without a warning, lists its routes and responds", arguments: recipes)
    func recipeCompilesAndResponds(recipe: Recipe) throws {
        let block = try #require(try DocumentedCode("docs/cookbook.md").blocks.first { $0.heading == recipe.heading })
        let directory = try TemporaryDirectory()
        let app = directory.path("app")
        let verdict = try SwiftCompiler().build(["main.swift": block.code], to: app)
        try #require(verdict.isCompiled, "line \(block.line): \(verdict.messages)")
        #expect(verdict.diagnostics.isEmpty)

        let listing = try Program(app, ["--routes"], environment: recipe.environment).end()
        #expect(listing.status == 0, "\(listing.errors)")
        let routes = String(decoding: listing.output, as: UTF8.self).split(separator: "\n").dropFirst().map { line in
            line.split(separator: " ").prefix(2).joined(separator: " ")
        }
        #expect(routes == recipe.routes)

        for question in recipe.questions {
            let (response, log) = try question.ask(app, recipe.environment)
            #expect(question.log.isEmpty || log.contains(question.log), "\(log)")
            #expect(response.status.code == question.status, "\(question)")
            let body = String(decoding: response.body, as: UTF8.self)
            let head = response.headers.map { "\($0.name.rawName): \($0.value)\n" }.joined()
            #expect(question.part.isEmpty || (head + body).contains(question.part), "\(question): \(head)\(body)")
        }
        for (arguments, status, output) in recipe.commands {
            let end = try Program(app, arguments, environment: recipe.environment).end()
            #expect(end.status == status, "\(end.errors)")
            #expect(String(decoding: end.output, as: UTF8.self).hasPrefix(output))
        }
    }

    /// A package in Swift 5 mode can also use the library.
    @Test("compiles in the language mode of Swift 5", arguments: recipes.map(\.heading))
    func recipeCompilesInSwift5Mode(heading: String) throws {
        let block = try #require(try DocumentedCode("docs/cookbook.md").blocks.first { $0.heading == heading })
        let verdict = try SwiftCompiler(languageMode: 5).check(["main.swift": block.code])
        #expect(verdict.isCompiled, "line \(block.line): \(verdict.messages)")
    }

    /// A program of the cookbook and its requests.
    struct Recipe: Sendable, CustomTestStringConvertible {
        let heading: String
        var environment: [String: String] = [:]
        let routes: [String]
        let questions: [Question]
        /// The arguments of a command, and the expected status and beginning of its output.
        var commands: [(arguments: [String], status: Int32, output: String)] = []

        var testDescription: String { heading }
    }

    /// A CGI request, and a part of the expected response.
    struct Question: Sendable, CustomStringConvertible {
        let method: String
        let target: String
        let headers: [String: String]
        let body: String
        let status: Int
        let part: String
        let log: String

        init(
            _ method: String, _ target: String, by headers: [String: String] = [:], body: String = "",
            gives status: Int,
            with part: String, logs log: String = ""
        ) {
            self.method = method
            self.target = target
            self.headers = headers
            self.body = body
            self.status = status
            self.part = part
            self.log = log
        }

        var description: String { "\(method) \(target) \(headers)" }

        func ask(
            _ app: String, _ environment: [String: String]
        ) throws -> (response: GatewayResponse, log: String) {
            var variables = environment.merging(headers) { $1 }
            variables["REQUEST_METHOD"] = method
            variables["REQUEST_URI"] = target
            if !body.isEmpty { variables["CONTENT_LENGTH"] = "\(body.utf8.count)" }
            let end = try Program(app, environment: variables, input: Array(body.utf8)).end()
            return (try GatewayResponse(end.output), end.errors)
        }
    }

    private static func bearer(_ token: String) -> [String: String] { ["HTTP_AUTHORIZATION": "Bearer \(token)"] }

    private static func basic(_ credentials: String) -> [String: String] {
        ["HTTP_AUTHORIZATION": "Basic \(Data(credentials.utf8).base64EncodedString())"]
    }

    private static let form = ["CONTENT_TYPE": "application/x-www-form-urlencoded"]

    private static let hidden = "404 Not Found\n"

    static let recipes = [
        Recipe(
            heading: "How to open a public page",
            routes: ["GET /", "GET /hello/{name}"],
            questions: [
                Question("GET", "/", gives: 200, with: "<h1>Welcome</h1>"),
                Question("GET", "/hello/%3Cscript%3E", gives: 200, with: "Hello, &lt;script&gt;!"),
                Question("GET", "/nowhere", gives: 404, with: hidden),
            ]
        ),
        Recipe(
            heading: "How to protect an area with a password",
            environment: ["TEAM_PASSWORD": "open sesame"],
            routes: ["GET /", "GET /plans"],
            questions: [
                Question("GET", "/plans", gives: 401, with: "WWW-Authenticate: Basic realm=\"team\""),
                Question("GET", "/plans", by: basic("team:wrong"), gives: 401, with: "401"),
                Question("GET", "/plans", by: basic("team:open sesame"), gives: 200, with: "Nobody else"),
            ]
        ),
        Recipe(
            heading: "How to show users only their own objects",
            routes: ["GET /notes/{id:int}"],
            questions: [
                Question("GET", "/notes/1", gives: 401, with: "401"),
                Question("GET", "/notes/1", by: bearer("token-of-ada"), gives: 200, with: "Buy milk."),
                Question("GET", "/notes/2", by: bearer("token-of-ada"), gives: 404, with: hidden),
                Question("GET", "/notes/3", by: bearer("token-of-ada"), gives: 404, with: hidden),
            ]
        ),
        Recipe(
            heading: "How to take input with a form",
            routes: ["GET /", "GET /new", "POST /new"],
            questions: [
                Question("GET", "/", gives: 200, with: "<li>A table, free</li>"),
                Question("GET", "/new", gives: 200, with: "<label for=\"title\">Title</label>"),
                Question("POST", "/new", by: form, body: "title=%3Cb%3E&kind=gift", gives: 422, with: "&lt;b&gt;"),
                Question("POST", "/new", by: form, body: "title=Tea&kind=offer", gives: 303, with: "Location: /"),
            ]
        ),
        Recipe(
            heading: "How to write a JSON API",
            routes: ["GET /api/chores", "POST /api/chores", "DELETE /api/chores"],
            questions: [
                Question("GET", "/api/chores", gives: 401, with: "401"),
                Question(
                    "GET", "/api/chores", by: bearer("change-me"), gives: 200, with: #"[{"title":"Write a cookbook"}]"#),
                Question(
                    "POST", "/api/chores", by: bearer("change-me").merging(["CONTENT_TYPE": "application/json"]) { $1 },
                    body: #"{"title":"Rest"}"#, gives: 201, with: #"{"title":"Rest"}"#),
                Question(
                    "POST", "/api/chores", by: bearer("change-me").merging(["CONTENT_TYPE": "application/json"]) { $1 },
                    body: #"{"name":"Rest"}"#, gives: 422, with: #""field": "title""#),
                Question("DELETE", "/api/chores", by: bearer("change-me"), gives: 204, with: ""),
            ]
        ),
        Recipe(
            heading: "How to send a download",
            routes: ["GET /exports/{year:int}"],
            questions: [
                Question("GET", "/exports/2026", gives: 200, with: "2026-12,36\n"),
                Question("GET", "/exports/2026", gives: 200, with: "filename*=UTF-8''B%C3%BCcher%202026.csv"),
                Question("GET", "/exports/x", gives: 404, with: hidden),
            ]
        ),
        Recipe(
            heading: "How to link to another page",
            routes: ["GET /notes", "GET /notes/{id:int}"],
            questions: [
                Question("GET", "/notes", gives: 200, with: #"<li><a href="/notes/1">Note 1</a></li></ul>"#),
                Question("GET", "/notes?sort=a", gives: 200, with: #"<a href="/notes?sort=a&amp;page=2">Other page"#),
                Question("GET", "/notes?page=2&sort=a", gives: 200, with: #"<a href="/notes?sort=a">Other page"#),
                Question("GET", "/notes/2", gives: 200, with: #"Tea &amp; cake.</p><p><a href="/notes?page=2">"#),
                Question("GET", "/notes/4", gives: 404, with: hidden),
            ]
        ),
        Recipe(
            heading: "How to send a link by e-mail",
            routes: ["POST /invitations", "GET /join/{key}"],
            questions: [
                Question("POST", "/invitations", gives: 401, with: "401"),
                Question(
                    "POST", "/invitations",
                    by: bearer("change-me").merging(["HTTP_HOST": "www.example.com", "HTTPS": "on"]) { $1 },
                    gives: 200, with: "open https://www.example.com/join/"),
                Question(
                    "POST", "/invitations", by: bearer("change-me").merging(["HTTP_HOST": "evil.example"]) { $1 },
                    gives: 421, with: "421"),
                Question("GET", "/join/0", gives: 404, with: hidden),
            ]
        ),
        Recipe(
            heading: "How to redirect to a sign-in page",
            routes: ["GET /desk", "GET /sign-in"],
            questions: [
                Question("GET", "/desk", gives: 303, with: "Location: /sign-in?return=%2Fdesk\n"),
                Question("GET", "/sign-in?return=%2Fdesk%3Fa", gives: 401, with: "401"),
                Question(
                    "GET", "/sign-in?return=%2Fdesk%3Fa", by: basic("ada:change-me"), gives: 303,
                    with: "Location: /desk?a\n"),
                Question(
                    "GET", "/sign-in?return=%2F%2Fhost", by: basic("ada:change-me"), gives: 303,
                    with: "Location: /desk\n"),
                Question(
                    "GET", "/sign-in", by: basic("ada:change-me"), gives: 303, with: "Set-Cookie: __Host-session="),
            ]
        ),
        Recipe(
            heading: "How to show one page to members and visitors",
            routes: ["GET /", "GET /minutes"],
            questions: [
                Question("GET", "/", gives: 200, with: "Only members can see the minutes."),
                Question("GET", "/", by: bearer("token-of-bob"), gives: 200, with: "Only members can see the minutes."),
                Question("GET", "/", by: bearer("token-of-ada"), gives: 200, with: "Good morning, ada.\n"),
                Question("GET", "/", by: bearer("token-of-ada"), gives: 200, with: "Cache-Control: no-store\n"),
                Question("GET", "/minutes", gives: 401, with: "401"),
                Question("GET", "/minutes", by: bearer("token-of-ada"), gives: 200, with: "Minutes for ada"),
            ]
        ),
        Recipe(
            heading: "How to use different rules for reading and writing",
            routes: ["GET /news", "PUT /news", "GET /wiki/{page}", "PUT /wiki/{page}", "DELETE /wiki/{page}"],
            questions: [
                Question("GET", "/news", gives: 200, with: "Nothing new."),
                Question("PUT", "/news", gives: 401, with: "401"),
                Question("PUT", "/news", by: bearer("token-of-bob"), gives: 403, with: "403"),
                Question("GET", "/wiki/home", by: bearer("token-of-bob"), gives: 200, with: "bob reads home."),
                Question("PUT", "/wiki/home", by: bearer("token-of-bob"), gives: 403, with: "403"),
                Question("PUT", "/wiki/home", by: bearer("token-of-ada"), gives: 200, with: "ada writes home."),
                Question("DELETE", "/wiki/home", by: bearer("token-of-ada"), gives: 204, with: ""),
            ]
        ),
        Recipe(
            heading: "How to protect many routes with one rule",
            routes: ["GET /projects", "GET /projects/all", "GET /projects/by-name/{project}"],
            questions: [
                Question("GET", "/projects", gives: 401, with: "401"),
                Question("GET", "/projects", by: bearer("token-of-bob"), gives: 200, with: "Cache-Control: private\n"),
                Question("GET", "/projects/all", by: bearer("token-of-bob"), gives: 403, with: "403"),
                Question("GET", "/projects/all", by: bearer("token-of-ada"), gives: 200, with: "2 members"),
                Question(
                    "GET", "/projects/by-name/loom", by: bearer("token-of-bob"), gives: 200, with: "The loom of bob"),
                Question("GET", "/projects/by-name/loom", by: bearer("token-of-ada"), gives: 404, with: hidden),
            ]
        ),
        Recipe(
            heading: "How to show an error page of your own",
            routes: ["GET /seats", "GET /print"],
            questions: [
                Question("GET", "/nowhere", gives: 404, with: "<h1>Not Found</h1>\n<p>That did not work.</p>"),
                Question("GET", "/seats", gives: 409, with: "<p>Somebody was faster.</p>"),
                // For a client on the same machine, a debug build shows its own page.
                Question("GET", "/print", gives: 500, with: "Gatehouse debug page"),
            ]
        ),
        Recipe(
            heading: "How to write and combine rules of your own",
            routes: ["GET /issues", "GET /issues/{number:int}", "POST /orders"],
            questions: [
                Question("GET", "/issues", gives: 404, with: hidden),
                Question("GET", "/issues", by: bearer("token-of-bob"), gives: 403, with: "403"),
                Question("GET", "/issues", by: bearer("token-of-ada"), gives: 200, with: "2 issues for ada"),
                // The recipe names no host, so other machines get 421 before the rule runs.
                Question("GET", "/issues", by: ["REMOTE_ADDR": "192.0.2.7"], gives: 421, with: "421"),
                Question("GET", "/issues/2", by: bearer("token-of-ada"), gives: 200, with: "Issue 2 for ada"),
                Question("GET", "/issues/3", by: bearer("token-of-ada"), gives: 404, with: hidden),
                // At night in UTC+1 this could be a 503: the test must not depend on the clock.
                Question("POST", "/orders", gives: 404, with: hidden),
            ]
        ),
        Recipe(
            heading: "How to log from a handler",
            routes: ["POST /orders"],
            questions: [
                Question(
                    "POST", "/orders", gives: 200, with: "Order 1\n", logs: "notice gatehouse: order placed [order=1]")
            ]
        ),
        Recipe(
            heading: "How to add a command",
            routes: ["GET /"],
            questions: [Question("GET", "/", gives: 200, with: "By invitation only.")],
            commands: [
                (["invite", "ada@example.com"], 0, "For ada@example.com: https://www.example.com/join/"),
                (["invite"], 64, ""), (["invit"], 64, ""),
            ]
        ),
    ]
}
