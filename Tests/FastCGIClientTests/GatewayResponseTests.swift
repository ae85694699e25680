import FastCGIClient
import HTTPTypes
import Testing

@Suite("Responses as a web server parses them")
struct GatewayResponseTests {
    private func parse(_ text: String) throws(ClientError) -> GatewayResponse {
        try GatewayResponse(Array(text.utf8))
    }

    @Test("Status, fields and body are separated")
    func statusFieldsAndBodyAreSeparated() throws {
        let response = try parse(
            "Status: 404 Not Found\r\nContent-Type: a/b\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\nbo\r\n\r\ndy")
        #expect(response.status.code == 404)
        #expect(response.status.reasonPhrase == "Not Found")
        #expect(response.headers[.contentType] == "a/b")
        #expect(response.headers[values: .setCookie] == ["a", "b"])
        #expect(response.headers.count == 3, "Status is not a header field of the response")
        #expect(response.body == Array("bo\r\n\r\ndy".utf8))
    }

    @Test(
        "Every form that RFC 3875 allows is accepted",
        arguments: [
            ("Status: 200\r\n\r\n", 200), ("Status: 200\n\n", 200), ("status:201\r\n\r\n", 201),
            ("A: b\r\nSTATUS:   302 Found\r\n\r\n", 302), ("Status: 200 \r\n\r\n", 200),
            ("Status: 200\r\nX:\r\n\r\n", 200),
        ]
    )
    func leavesRoomThatRFC3875Allows(_ text: String, _ code: Int) throws {
        #expect(try parse(text).status.code == code)
        #expect(try parse(text).body.isEmpty)
    }

    @Test(
        "Malformed responses are refused",
        arguments: [
            "", "\r\n", "\r\nbody", "Status: 200", "Status: 200\r\n", "Status: 200\r\nX: y\r\n", "X: y\r\n\r\n",
            "Status: OK\r\n\r\n", "Status:\r\n\r\n", "Status: 200\r\nStatus: 200\r\n\r\n",
            "Status: 200\r\nno field\r\n\r\n",
            "Status: 200\r\na b: c\r\n\r\n", "Status: 200\r\n: c\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n",
            "Status: 200\r\nX : y\r\n\r\n",
        ]
    )
    func malformedResponsesAreRefused(_ text: String) {
        #expect(throws: ClientError.self) { try parse(text) }
    }

    @Test("A head that is cut short at any byte is refused")
    func truncatedHeadsAreRefused() throws {
        let head = Array("Status: 200 OK\r\nX: y\r\n\r\n".utf8)
        for point in 0..<head.count {
            #expect(throws: ClientError.self, "\(point) bytes") { try GatewayResponse(Array(head[..<point])) }
        }
        #expect(try GatewayResponse(head).status == .ok)
    }

    @Test("A status that is not three digits is refused", arguments: ["20", "2", "2000", "+20", "20x"])
    func malformedStatusesAreRefused(_ status: String) {
        #expect(throws: ClientError.self) { try parse("Status: \(status)\r\n\r\n") }
    }

    @Test("A negative status does not crash the test process")
    func negativeStatusDoesNotCrash() async {
        await #expect(processExitsWith: .success) {
            _ = try? GatewayResponse(Array("Status: -12\r\n\r\n".utf8))
        }
    }
}
