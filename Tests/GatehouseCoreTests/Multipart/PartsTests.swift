import GatewayInterface
import HTTPTypes
import Synchronization
import Testing

@testable import GatehouseCore

@Suite("request.parts() reads the parts of a body in sequence")
struct PartsTests {
    private let type = "multipart/form-data; boundary=\(Multipart.boundary)"

    private func response(
        _ body: [UInt8],
        type: String? = "multipart/form-data; boundary=----b0",
        limits: MultipartLimits = MultipartLimits(),
        _ read: @escaping @Sendable (Parts) async throws -> String = { parts in
            var text = ""
            for try await part in parts { text += "\(part.name)=\(try await part.text()) " }
            return text
        }
    ) async throws -> GatehouseCoreTests.ReceivedResponse {
        var gate = Gate()
        gate.post("/", allow: .everyone) { request in try await read(try request.parts(limits: limits)) }
        var more: [String: String] = [:]
        more["CONTENT_TYPE"] = type
        return try await gate.response("POST", "/", with: more, body: RequestBody(body))
    }

    private let two = Multipart.part("a", Array("1".utf8)) + Multipart.part("b", Array("2".utf8)) + Multipart.end

    @Test("Parts are returned in order, each with its content")
    func partsKeepOrder() async throws {
        #expect(try await response(two).text == "a=1 b=2 ")
        #expect(try await response(two, type: "Multipart/Form-Data ; Boundary=\"----b0\"").text == "a=1 b=2 ")
    }

    @Test("Unread parts are skipped")
    func unreadPartsAreSkipped() async throws {
        let response = try await response(two) { parts in
            var names = ""
            for try await part in parts { names += part.name }
            return names
        }
        #expect(response.text == "ab")
    }

    @Test("Reading a part after the next one was requested is an error of the program")
    func latePartReadIsProgramError() async throws {
        let response = try await response(two) { parts in
            var first: Part?
            for try await part in parts where first == nil { first = part }
            return try await first?.text() ?? ""
        }
        #expect(response.status == 500)
    }

    @Test("An exhausted part stays empty, and the next one is complete")
    func exhaustedPartStaysEmpty() async throws {
        let response = try await response(two) { parts in
            var text = ""
            for try await part in parts {
                for _ in 0..<3 { text += "\(part.name)=\(try await part.text()) " }
            }
            return text
        }
        #expect(response.text == "a=1 a= a= b=2 b= b= ")
    }

    @Test("After an error the same error is thrown again")
    func errorIsRepeated() async throws {
        let response = try await response(Multipart.part("a", [1]) + Array("--x".utf8)) { parts in
            var iterator = parts.makeAsyncIterator()
            _ = try await iterator.next()
            do { _ = try await iterator.next() } catch is HTTPError {}
            return try await iterator.next()?.name ?? "the end"
        }
        #expect(response.status == 400)
    }

    @Test(
        "A body is read only with the media type of a multipart form and one valid boundary",
        arguments: [
            (nil, 415), ("", 415), ("text/plain", 415), ("application/x-www-form-urlencoded", 415),
            ("multipart/mixed; boundary=----b0", 415), ("multipart/form-datax; boundary=----b0", 415),
            ("multipart/form-data; boundary=----b0; charset=utf-16", 415),
            ("multipart/form-data; boundary=----b0; charset=utf8", 200), ("multipart/form-data", 400),
            ("multipart/form-data; boundary=", 400), ("multipart/form-data; boundary=\"\"", 400),
            ("multipart/form-data; boundary=----b0; boundary=x", 400),
            ("multipart/form-data; boundary=\"----b0 \"", 400),
            ("multipart/form-data; boundary=\"----b0", 400), ("multipart/form-data, text/plain; boundary=----b0", 400),
        ] as [(String?, Int)]
    )
    func mediaTypeAndBoundaryAreRequired(type: String?, status: Int) async throws {
        #expect(try await response(two, type: type).status == status)
    }

    @Test("The limit of the whole body is exact and gives a 413; a route may exceed 1 MiB")
    func totalLimitIs413() async throws {
        #expect(try await response(two, limits: MultipartLimits(bytes: two.count)).status == 200)
        #expect(try await response(two, limits: MultipartLimits(bytes: two.count - 1)).status == 413)
        let large = Multipart.part("a", [UInt8](repeating: 0x61, count: 3 << 20), fileName: "x") + Multipart.end
        let count: @Sendable (Parts) async throws -> String = { parts in
            var count = 0
            for try await part in parts { for try await piece in part { count += piece.count } }
            return "\(count)"
        }
        #expect(try await response(large, count).status == 413)
        let limits = MultipartLimits(bytes: 4 << 20, fileBytes: 3 << 20)
        #expect(try await response(large, limits: limits, count).text == "\(3 << 20)")
    }

    @Test("The text of a part is UTF-8 without NUL, up to its limit")
    func textIsLimitedUTF8() async throws {
        for content in [[0xFF], [0x61, 0], [0xC0, 0xAF], [0xED, 0xA0, 0x80]] as [[UInt8]] {
            #expect(try await response(Multipart.part("a", content) + Multipart.end).status == 400)
        }
        let limited: @Sendable (Parts) async throws -> String = { parts in
            for try await part in parts { return try await part.text(upTo: 3) }
            return ""
        }
        #expect(try await response(Multipart.part("a", Array("123".utf8)) + Multipart.end, limited).text == "123")
        #expect(try await response(Multipart.part("a", Array("1234".utf8)) + Multipart.end, limited).status == 413)
    }

    /// Counts the reads.
    private final class Watched: RequestBodySource {
        let reads = Mutex(0)
        let length: Int? = 1 << 30
        var remaining: Int? { length }
        func abandon() {}
        func read(upTo limit: Int) async throws(RequestBodyError) -> [UInt8] {
            // Ends at some point, so that a failing test also ends.
            let count = reads.withLock { reads in
                reads += 1
                return reads
            }
            return [UInt8](repeating: 0x61, count: count < 100 ? limit : 0)
        }
    }

    @Test("A handler that reads nothing causes no reads, and a body that is too long is refused unread")
    func unreadBodyCostsNothing() async throws {
        var gate = Gate()
        gate.post("/none", allow: .everyone) { _ in "none" }
        gate.post("/asked", allow: .everyone) { request in
            _ = try request.parts()
            return "asked"
        }
        gate.post("/read", allow: .everyone) { request in
            for try await _ in try request.parts() {}
            return "read"
        }
        gate.post("/form", allow: .everyone) { request in
            _ = try await request.form()
            return "read"
        }
        gate.post("/pieces", allow: .everyone) { request in
            for try await _ in request.body {}
            return "read"
        }
        for (path, status) in [("/none", 200), ("/asked", 200), ("/read", 413), ("/pieces", 413), ("/form", 413)] {
            let source = Watched()
            let response = try await gate.response(
                "POST", path, with: ["CONTENT_TYPE": path == "/form" ? "application/x-www-form-urlencoded" : type],
                body: RequestBody(source))
            #expect(response.status == status)
            #expect(source.reads.withLock { $0 } == 0, "\(path)")
        }
    }
}
