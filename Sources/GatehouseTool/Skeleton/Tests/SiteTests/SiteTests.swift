import Foundation
import Gatehouse
import GatehouseConfiguration
//-if sign-in
import GatehouseSecurity
//-end
import GatehouseTesting
import Testing

@testable import Site

/// The site, as its visitors use it.
@Suite
final class SiteTests {
    private let directory: URL
    private let site: Site
    private let client: InMemoryClient

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "site-\(UUID())")
        let website = directory.appending(path: "public_html")
        try FileManager.default.createDirectory(at: website, withIntermediateDirectories: true)
        //-if sign-in
        let key = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }).base64EncodedString()
        site = try Site(
            data: directory.path() + "/data", outside: website.path(), keys: Keys([Secret(key)]),
            configuration: GateConfiguration())
        //-else
        site = try Site(
            data: directory.path() + "/data", outside: website.path(), password: Secret("a few unrelated words"),
            configuration: GateConfiguration())
        //-end
        client = try InMemoryClient(site.gate())
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    @Test
    func nothingElseIsOpen() async throws {
        try await client.assertEveryRouteDenies(
            .anonymous,
            except: [
                "GET /", "GET /assets/{path...}", "GET /message", "POST /message",
                //-if sign-in
                "GET /sign-in", "POST /sign-in", "GET /sign-in/code", "POST /sign-in/code", "GET /new-password",
                "POST /new-password", "GET /new-password/{link}",
                //-end
            ])
    }

    @Test
    func routesAreThoseOfTheFile() throws {
        try site.gate().assertRoutes(match: "routes.json")
    }

    @Test
    func visitorSendsMessage() async throws {
        let browser = Browser(client)
        try await browser.visit("/")
        try await browser.follow("Write to us")
        let wrong = try await browser.submit(["Your name": "Ada"])
        #expect(wrong.status.code == 422)
        #expect(wrong.response.text.contains("value=\"Ada\""))
        let sent = try await browser.submit(["Message": "<b>Hello</b>"])
        #expect(sent.text.contains("Your message has arrived."))

        //-if sign-in
        let password = "some unrelated words"
        let hash = try await site.accounts.hasher.hash(Password(password))
        try await site.people.add("ada", credentials: Credentials(password: hash))
        let list = try await browser.signIn("ada", password: password, at: "/sign-in?return=%2Fmessages")
        #expect(list.response.text.contains("&lt;b&gt;Hello&lt;/b&gt;"))
        //-else
        #expect(try await client.send(TestRequest(.get, "/messages")).status == .unauthorized)
        let credentials = Data("owner:a few unrelated words".utf8).base64EncodedString()
        let list = try await client.send(
            TestRequest(.get, "/messages", headers: [.authorization: "Basic \(credentials)"]))
        #expect(list.text.contains("&lt;b&gt;Hello&lt;/b&gt;"))
        //-end
    }
}
