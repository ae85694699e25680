import Gatehouse
import GatehouseTesting
import Testing

@Suite("Streams are the same in memory and over a socket", .serialized)
struct StreamClientTests {
    private func gate() -> Gate {
        var gate = Gate()
        gate.get("/pieces", allow: .everyone) { _ in
            Response(
                status: .ok,
                body: .stream { writer in
                    for number in 0..<1000 { try writer.write("line \(number)\n") }
                    try writer.flush()
                    try writer.write([0x2E])
                })
        }
        gate.get("/length", allow: .everyone) { _ in
            Response(status: .ok, body: .stream(length: 3) { try $0.write("abc") })
        }
        gate.get("/breaks-early", allow: .everyone) { _ in
            Response(
                status: .ok,
                body: .stream { writer in
                    try writer.write("half")
                    throw Mishap()
                })
        }
        gate.get("/breaks-late", allow: .everyone) { _ in
            Response(
                status: .ok,
                body: .stream { writer in
                    try writer.write("half")
                    try writer.flush()
                    throw Mishap()
                })
        }
        gate.get("/short", allow: .everyone) { _ in
            Response(
                status: .ok,
                body: .stream(length: 9) { writer in
                    try writer.write("abc")
                    try writer.flush()
                })
        }
        return gate
    }

    @Test(
        "A stream arrives complete, with its length if it has one, and without a body for HEAD",
        arguments: ClientKind.allCases)
    func streamArrivesComplete(kind: ClientKind) async throws {
        try await kind.asking(gate()) { client async throws in
            let pieces = try await client.get("/pieces")
            #expect(pieces.text == (0..<1000).map { "line \($0)\n" }.joined() + ".")
            #expect(pieces.headers[.contentLength] == nil)
            #expect(pieces.decision == .allowed)
            let length = try await client.get("/length")
            #expect(length.text == "abc")
            #expect(length.headers[.contentLength] == "3")
            let head = try await client.head("/length")
            #expect(head.headers[.contentLength] == "3")
            #expect(head.body.isEmpty)
        }
    }

    @Test("A broken stream never looks like a complete response", arguments: ClientKind.allCases)
    func brokenStreamIsNotComplete(kind: ClientKind) async throws {
        try await kind.asking(gate()) { client async throws in
            // As for any error of a handler: an incident number that is in the log, and the fields that the gate adds.
            let early = try await client.get("/breaks-early")
            #expect(early.status == .internalServerError)
            #expect(early.text.hasPrefix("500 Internal Server Error\nIncident ") && !early.text.contains("half"))
            #expect(early.headers[.contentSecurityPolicy] != nil)
            for target in ["/breaks-late", "/short"] {
                await #expect(throws: (any Error).self, "\(target)") { try await client.get(target) }
            }
        }
    }

    @Test(
        "A stream that fails before its first byte was sent gets the program's error page",
        arguments: ClientKind.allCases)
    func earlyFailureGetsErrorPage(kind: ClientKind) async throws {
        let sentence = String(repeating: "Something went wrong. ", count: 10_000)
        var gate = gate()
        gate.errorPage { failure in "\(failure.status.code) \(failure.incident ?? "no number") \(sentence)" }
        try await kind.asking(gate) { client async throws in
            let response = try await client.get("/breaks-early")
            #expect(response.status == .internalServerError)
            #expect(response.text.hasPrefix("500 ") && response.text.hasSuffix(" " + sentence))
            #expect(!response.text.contains("no number") && !response.text.contains("half"))
            // The next request gets no part of the error page.
            #expect(try await client.get("/length").text == "abc")
        }
    }
}
