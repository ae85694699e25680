import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Streamed pages")
struct HTMLStreamTests {
    private static func gate<Layout: ResponseConvertible>(
        layout: @escaping @Sendable (HTML) throws -> Layout,
        content: @escaping @Sendable (HTMLWriter) async throws -> Void = { _ in }
    ) -> Gate {
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in HTMLStream(layout: layout, content: content) }
        return gate
    }

    @Test("The pieces are escaped and appear in the place of the layout's argument")
    func piecesAppearInLayout() async throws {
        let gate = Self.gate {
            Page("Log <1>", "<ul>\($0)</ul>")
        } content: { page in
            for line in ["a", "<b>", "\u{FF}ÿ"] { try page.write("<li>\(line)</li>") }
        }
        let text = try await gate.streamedBody()
        #expect(text.contains("<title>Log &lt;1&gt;</title>"))
        #expect(text.contains("<body>\n<ul><li>a</li><li>&lt;b&gt;</li><li>\u{FF}ÿ</li></ul>\n</body>\n</html>\n"))
    }

    @Test("Status and header fields are those of the layout, and a page has the policy for pages")
    func layoutDecidesHead() async throws {
        let gate = Self.gate { content in
            var response = Response(status: .accepted, headers: [.contentType: "text/html; charset=utf-8"])
            response.headers[.cacheControl] = "no-cache"
            response.body = .bytes(("<p>\(content)</p>" as HTML).bytes)
            return response
        }
        let dispatcher = try Dispatcher(gate, withDefaultHeaders: true)
        let request = try parameters(["REQUEST_METHOD": "GET", "REQUEST_URI": "/"])
        let response = ReceivedResponse(await dispatcher.respond(to: request, body: .init()))
        #expect(response.status == 202)
        #expect(response.text == "a stream")
        #expect(response.headers.contains("Cache-Control: no-cache"))
        #expect(response.headers.contains { $0.hasPrefix("Content-Security-Policy: ") && $0.contains("script-src") })
    }

    @Test("A layout without the content, or with the content twice, is a failure that the log explains")
    func layoutWithoutContent() async throws {
        let layouts: [(layout: @Sendable (HTML) -> HTML, problem: String)] = [
            ({ _ in "<p></p>" }, "contains its content 0 times"), ({ "\($0)\($0)" }, "contains its content 2 times"),
        ]
        for (layout, problem) in layouts {
            let log = CollectedLog()
            #expect(try await Self.gate(layout: layout).response("GET", "/", log: log) == .failed)
            #expect(log.lines.contains { $0.contains(problem) })
        }
        let log = CollectedLog()
        #expect(
            try await Self.gate(layout: { (_: HTML) in Response(status: .ok, body: .stream { _ in }) })
                .response("GET", "/", log: log) == .failed)
        #expect(log.lines.contains { $0.contains("return a Page or HTML") })
    }

    @Test("An error in the content breaks the stream off")
    func errorBreaksOff() async throws {
        let gate = Self.gate {
            Page("Log", $0)
        } content: { page in
            try page.write("<p>one</p>")
            throw Mishap()
        }
        await #expect(throws: BrokenStream.self) { try await gate.streamedBody() }
    }
}
