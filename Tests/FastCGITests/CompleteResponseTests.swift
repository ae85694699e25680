import FastCGIClient
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Responses sent to the web server", .timeLimit(.minutes(5)))
struct CompleteResponseTests {
    private static let plain500 = "500 Internal Server Error\n"

    /// The raw output of one response, and the error that `finish` threw.
    private func output(
        of response: HTTPResponse,
        body: [UInt8] = [],
        method: String = "GET"
    ) async throws -> (output: [UInt8], error: FastCGIError?) {
        let thrown = Box<FastCGIError?>(nil)
        let output = try await serving(
            responding { _, writer in
                do throws(FastCGIError) {
                    try writer.finish(response, body: body)
                } catch {
                    thrown.value = error
                }
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest([(name: "REQUEST_METHOD", value: method)]).bytes())
            return try peer.records().filter { $0.kind == .standardOutput }.flatMap(\.content)
        }
        return (output, thrown.value)
    }

    /// A refused response becomes a plain 500.
    private func expectRefused(
        _ response: HTTPResponse,
        body: [UInt8] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let (output, error) = try await output(of: response, body: body)
        #expect(error == FastCGIError(.invalidResponse, ""), sourceLocation: sourceLocation)
        let expected =
            "Status: 500 Internal Server Error\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nContent-Length: 26\r\n\r\n"
            + Self.plain500
        #expect(String(decoding: output, as: UTF8.self) == expected, sourceLocation: sourceLocation)
    }

    @Test("A handler that throws gets a plain 500 that does not show the error")
    func throwingHandlerIsPlain500() async throws {
        let responses = try await serving(responding { _, _ in throw Failure("a secret") }) { address, _ in
            [try Peer.ask(address), try Peer.ask(address)]
        }
        #expect(responses.map(\.status) == [.internalServerError, .internalServerError])
        #expect(responses.map(\.text) == [Self.plain500, Self.plain500])
    }

    @Test("A handler that does not use its writer gets a plain 500")
    func unusedWriterIsPlain500() async throws {
        let text = try await serving(responding { _, _ in }) { address, _ in try Peer.ask(address).text }
        #expect(text == Self.plain500)
    }

    @Test("A handler that throws after its response sends only that response")
    func errorAfterResponseIsIgnored() async throws {
        let records = try await serving(
            responding { _, response in
                try response.finish(.plain(200), body: Array("done".utf8))
                throw Failure("too late")
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            return try peer.records()
        }
        let output = records.filter { $0.kind == .standardOutput }.flatMap(\.content)
        #expect(String(decoding: output, as: UTF8.self) == "Status: 200\r\nContent-Length: 4\r\n\r\ndone")
        #expect(records.count(where: { $0.kind == .endRequest }) == 1)
    }

    @Test("HEAD sends the length of the body without the body", arguments: [200, 404, 500])
    func headSendsLengthWithoutBody(_ code: Int) async throws {
        let (output, error) = try await output(of: .plain(code), body: Array("hello".utf8), method: "HEAD")
        #expect(error == nil)
        #expect(String(decoding: output, as: UTF8.self) == "Status: \(code)\r\nContent-Length: 5\r\n\r\n")
    }

    @Test("HEAD to a handler that fails has no body either")
    func failedHEADHasNoBody() async throws {
        let response = try await serving(responding { _, _ in throw Failure("no") }) { address, _ in
            try Peer.ask(address, ClientRequest([(name: "REQUEST_METHOD", value: "HEAD")]))
        }
        #expect(response.status == .internalServerError)
        #expect(response.headers[.contentLength] == "26")
        #expect(response.body.isEmpty)
    }

    @Test("204 and 304 are sent without body and Content-Length")
    func bodylessStatusesHaveNoLength() async throws {
        #expect(try await output(of: .plain(204)).output == Array("Status: 204\r\n\r\n".utf8))
        #expect(try await output(of: .plain(304)).output == Array("Status: 304\r\n\r\n".utf8))
        let named = HTTPResponse(
            status: .init(code: 304, reasonPhrase: "Another Name"), headerFields: [.contentLength: "1"])
        #expect(try await output(of: named, body: [1]).output == Array("Status: 304 Another Name\r\n\r\n".utf8))
        try await expectRefused(.plain(204), body: [1])
        try await expectRefused(.plain(205), body: [1])
        let reset = Array("Status: 205\r\nContent-Length: 0\r\n\r\n".utf8)
        #expect(try await output(of: .plain(205)).output == reset)
        var head: [UInt8] = []
        try ResponseHead.write(205, [.contentLength: "5"], bodyLength: nil, into: &head)
        #expect(head == reset)
    }

    /// HAProxy reads the head line by line, and a Location turns an earlier status into 302.
    @Test("Location precedes the status", arguments: [201, 301, 303, 307, 308, 399])
    func locationPrecedesStatus(_ code: Int) async throws {
        let response = HTTPResponse(status: .init(code: code, reasonPhrase: ""), headerFields: [.location: "/x"])
        let output = String(decoding: try await output(of: response).output, as: UTF8.self)
        #expect(output == "Location: /x\r\nStatus: \(code)\r\nContent-Length: 0\r\n\r\n")
    }

    @Test(
        "A status outside 200 to 599 is refused",
        arguments: [0, 1, 99, 100, 101, 103, 199, 600, 999])
    func invalidStatusIsRefused(_ code: Int) async throws {
        try await expectRefused(.plain(code), body: Array("secret".utf8))
    }

    @Test(
        "A field that an application must not send is refused, in any letter case",
        arguments: [
            "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "TE", "Trailer", "Transfer-Encoding",
            "Upgrade", "Status", "Script-Control", "X-Sendfile", "X-Sendfile2", "X-Sendfile-Temporary",
            "X-LIGHTTPD-send-file", "X-Accel-Redirect", "X-Accel-Buffering", "X-Accel-Charset", "X-Accel-Expires",
            "X-Accel-Limit-Rate", "X-LiteSpeed-Location",
        ]
    )
    func reservedFieldsAreRefused(_ name: String) async throws {
        for spelling in [name, name.uppercased(), name.lowercased()] {
            let field = try #require(HTTPField.Name(spelling))
            try await expectRefused(.plain(200, [field: "/etc/passwd"]), body: Array("secret".utf8))
        }
    }

    /// Breaks if the error does not say which field was refused.
    @Test("The error about a field names it as written, and says what is wrong")
    func refusalNamesField() async throws {
        let custom = try #require(HTTPField.Name("X-My-Field"))
        for (fields, words) in [
            ([.connection: "close"], ["Connection", "not allowed in a response"]),
            ([try #require(HTTPField.Name("x-SendFile")): "/x"], ["x-SendFile", "not allowed in a response"]),
            ([.location: "/x"], ["Location", "200"]),
            ([.contentLength: "7"], ["Content-Length", "\"7\"", "0 bytes"]),
        ] as [(HTTPFields, [String])] {
            let error = try await output(of: .plain(200, fields)).error
            for word in words { #expect(error?.message.contains(word) == true, "\(error?.message ?? "none")") }
        }
        let status = try await output(of: .plain(199)).error
        #expect(status?.message.contains("199") == true)
        let large = try await output(of: .plain(200, [custom: String(repeating: "x", count: 9000)])).error
        #expect(large?.message.contains("9") == true && large?.message.contains("8192") == true)
    }

    @Test("X-Accel-Buffering accepts only \"no\"")
    func bufferingAcceptsOnlyNo() async throws {
        let field = try #require(HTTPField.Name("X-Accel-Buffering"))
        for value in ["yes", "No", "no, yes", ""] { try await expectRefused(.plain(200, [field: value])) }
        var head: [UInt8] = []
        try ResponseHead.write(200, [field: "no"], bodyLength: 0, into: &head)
        #expect(String(decoding: head, as: UTF8.self).contains("X-Accel-Buffering: no\r\n"))
    }

    @Test("Location needs a redirection status or 201; otherwise Apache would serve that path")
    func locationNeedsRedirectOr201() async throws {
        for code in [200, 202, 204, 299, 400, 404, 500] {
            try await expectRefused(.plain(code, [.location: "/local"]))
        }
        for code in [201, 300, 301, 302, 303, 307, 308] {
            let (output, error) = try await output(of: .plain(code, [.location: "/local"]))
            #expect(error == nil)
            #expect(
                String(decoding: output, as: UTF8.self)
                    == "Location: /local\r\nStatus: \(code)\r\nContent-Length: 0\r\n\r\n"
            )
        }
    }

    @Test(
        "An incorrect Content-Length is refused",
        arguments: ["0", "4", "6", "05", "+5", "5, 5", "", "x"])
    func wrongContentLengthIsRefused(_ text: String) async throws {
        try await expectRefused(.plain(200, [.contentLength: text]), body: Array("hello".utf8))
    }

    @Test("A correct Content-Length is sent once")
    func correctContentLengthIsSentOnce() async throws {
        var fields: HTTPFields = [.contentLength: "5"]
        fields.append(HTTPField(name: .contentLength, value: "5"))
        let (output, error) = try await output(of: .plain(200, fields), body: Array("hello".utf8))
        #expect(error == nil)
        #expect(String(decoding: output, as: UTF8.self) == "Status: 200\r\nContent-Length: 5\r\n\r\nhello")
    }

    @Test("Fields of more than 8 KiB are refused, because Apache would respond with a 500 and log nothing")
    func longHeadIsRefused() async throws {
        let name = try #require(HTTPField.Name("X"))
        // "Status: 200", "X: ", "Content-Length: 0", four line ends
        let rest = 11 + 3 + 17 + 8
        let fits = HTTPResponse.plain(200, [name: String(repeating: "v", count: 8 * 1024 - rest)])
        #expect(try await output(of: fits).output.count == 8 * 1024)
        try await expectRefused(.plain(200, [name: String(repeating: "v", count: 8 * 1024 - rest + 1)]))
    }

    @Test("CR, LF and NUL in a value are never sent", arguments: [0x0D, 0x0A, 0x00] as [UInt8])
    func lineBreaksInValuesAreNotSent(_ byte: UInt8) async throws {
        let name = try #require(HTTPField.Name("X-Note"))
        let value = Array("a".utf8) + [byte] + Array("Set-Cookie: b=c".utf8)
        for field in [
            HTTPField(name: name, lenientValue: value), HTTPField(name: name, value: value),
            HTTPField(name: name, value: String(decoding: value, as: UTF8.self)),
        ] {
            let (output, _) = try await output(of: .plain(200, HTTPFields([field])))
            let head = try GatewayResponse(output)
            #expect(head.headers[.setCookie] == nil)
            #expect(!output.contains(0))
            #expect(output.count(where: { $0 == 0x0A }) == output.count(where: { $0 == 0x0D }))
        }
    }

    @Test("Line breaks in a reason phrase are never sent")
    func lineBreaksInReasonAreNotSent() async throws {
        let status = HTTPResponse.Status(code: 200, reasonPhrase: "OK\r\nSet-Cookie: a=b\r\n\r\n<html>\0")
        let (output, _) = try await output(of: HTTPResponse(status: status))
        #expect(String(decoding: output, as: UTF8.self).hasSuffix("\r\nContent-Length: 0\r\n\r\n"))
        #expect(output.count(where: { $0 == 0x0A }) == 3)
    }

    @Test("Fields are sent in order, including repeated ones")
    func fieldsKeepOrder() async throws {
        var fields: HTTPFields = [.contentType: "text/html"]
        fields.append(HTTPField(name: .setCookie, value: "a=1"))
        fields.append(HTTPField(name: .setCookie, value: "b=2"))
        let (output, _) = try await output(of: HTTPResponse(status: .ok, headerFields: fields))
        #expect(
            String(decoding: output, as: UTF8.self)
                == "Status: 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n"
        )
    }

    /// Sizes at which head and body together fill libfcgi's buffer, a record, or the records of one writev(2).
    ///
    /// Breaks if a byte at such a boundary is missing, is sent twice, or is outside a record.
    @Test(
        "A response of any size arrives byte for byte",
        arguments: [
            8_127, 8_128, 8_129, 8_200, 65_527, 65_528, 65_529, 131_056, 131_057, 1 << 20, 256 * 65_528,
            256 * 65_528 + 1,
        ])
    func responseOfAnySizeArrives(_ total: Int) async throws {
        let emptyHead = "Status: 200\r\nContent-Length: \r\n\r\n".utf8.count
        let size = total - emptyHead - String(total - emptyHead - String(total).count).count
        #expect(emptyHead + String(size).count + size == total)
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 9) }
        let directory = try TemporaryDirectory()
        for address in [nil, try SocketAddress.unix(path: directory.path("s"))] {
            let response = try await serving(
                responding { _, response in try response.finish(.plain(200), body: body) },
                Setting(address: address)
            ) { address, _ in try Peer.ask(address) }
            #expect(response.headers[.contentLength] == String(size))
            #expect(response.body == body)
        }
    }

    @Test("A writer that is used after its request sends nothing")
    func strayWriterSendsNothing() async throws {
        let exchange = try FastCGIExchange(ServerConfiguration())
        #expect(throws: FastCGIError(.requestOver, "")) {
            try ResponseWriter(exchange, request: 0).finish(.plain(200))
        }
        #expect(throws: FastCGIError(.requestOver, "")) {
            try ResponseWriter(exchange, request: 1).finish(.plain(200))
        }
    }
}
