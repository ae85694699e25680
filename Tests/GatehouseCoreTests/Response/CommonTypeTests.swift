import GatewayInterface
import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("The header fields that are rendered once equal those of the response")
struct CommonTypeTests {
    private static let changes: [@Sendable (inout Response) -> Void] = [
        { _ in },
        { $0.status = .created },
        { $0.body = .text("other") },
        { $0.headers[.contentType] = "text/html; charset=utf-8" },
        { $0.headers[.contentType] = "application/json" },
        { $0.headers[.contentType] = nil },
        { $0.headers[.cacheControl] = "no-cache" },
        { $0.headers.append(HTTPField(name: .setCookie, value: "a=b")) },
        { $0.headers = [:] },
        { $0.headers[.xContentTypeOptions] = "other" },
    ]

    @Test(
        "Also if middleware changes the response, for public and private routes, by HTTP and HTTPS",
        arguments: [false, true])
    func renderedFieldsEqualFields(isSecure: Bool) async throws {
        for change in Self.changes {
            var gate = Gate()
            gate.middleware("changes") { _, next in
                var response = try await next()
                change(&response)
                return response
            }
            let member = Access<String>("member") { _ in "evidence" }
            gate.get("/text", allow: .everyone) { _ in "text" }
            gate.get("/page", allow: .everyone) { _ in HTML("<p>page</p>") }
            gate.get("/mine", allow: member) { _, _ in "text" }
            gate.get("/my-page", allow: member) { _, _ in HTML("<p>page</p>") }
            let dispatcher = try Dispatcher(gate, withDefaultHeaders: true)
            for path in ["/text", "/page", "/mine", "/my-page", "/none"] {
                let values = [
                    "REQUEST_METHOD": "GET", "REQUEST_URI": path, "REQUEST_SCHEME": isSecure ? "https" : "http",
                ]
                let response = await dispatcher.respond(to: try parameters(values), body: .init())
                let all = response.allHeaders.map { "\($0.name.rawName): \($0.value)" }
                #expect(ReceivedResponse(response).headers == all, "\(path)")
            }
        }
    }

    @Test("A text has one field of its own, and a page another")
    func typesHaveTheirFields() async throws {
        var gate = Gate()
        gate.get("/text", allow: .everyone) { _ in "text" }
        gate.get("/page", allow: .everyone) { _ in HTML("<p>page</p>") }
        let dispatcher = try Dispatcher(gate)
        for (path, type) in [("/text", "text/plain; charset=utf-8"), ("/page", "text/html; charset=utf-8")] {
            let values = ["REQUEST_METHOD": "GET", "REQUEST_URI": path]
            let response = await dispatcher.respond(to: try parameters(values), body: .init())
            #expect(ReceivedResponse(response).headers == ["Content-Type: \(type)"])
            #expect(response.partlyRenderedHeaders.fields.isEmpty)
        }
    }
}
