import Gatehouse
import GatehouseJSON
import GatehouseTesting
import HTTPTypes
import Testing

@Suite("JSON arrays as a stream")
struct JSONArrayTests {
    private struct Note: Encodable, Sendable {
        var title: String
        var id: Int
    }

    /// Encodes nothing.
    private struct Unencodable: Encodable {
        func encode(to encoder: any Encoder) throws { throw Mishap() }
    }

    private struct Mishap: Error {}

    private static func response(_ array: JSONArray, method: HTTPRequest.Method = .get) async throws -> TestResponse {
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in array }
        return try await InMemoryClient(gate).send(TestRequest(method, "/"))
    }

    private static func notes(_ count: Int, failing: Bool = false) -> AsyncThrowingStream<Note, any Error> {
        AsyncThrowingStream { continuation in
            for id in 0..<count { continuation.yield(Note(title: "<\(id)/\">", id: id)) }
            continuation.finish(throwing: failing ? Mishap() : nil)
        }
    }

    @Test("The elements of a sequence are one array")
    func elementsAreOneArray() async throws {
        let response = try await Self.response(JSONArray(Self.notes(2)))
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "application/json")
        #expect(response.text == #"[{"id":0,"title":"<0/\">"},{"id":1,"title":"<1/\">"}]"#)
        #expect(try await Self.response(JSONArray(Self.notes(0))).text == "[]")
        let mixed = JSONArray { array in
            try array.write(1)
            try array.write("a")
            try array.flush()
            try array.write([true])
        }
        #expect(try await Self.response(mixed).text == #"[1,"a",[true]]"#)
        #expect(try await Self.response(mixed, method: .head).body.isEmpty)
    }

    @Test("After an error, the response is never a complete array", arguments: [0, 1, 3])
    func errorIsNeverCompleteArray(count: Int) async throws {
        let failing = [
            JSONArray(Self.notes(count, failing: true)),
            JSONArray { array in
                for id in 0..<count { try array.write(id) }
                try array.write(Unencodable())
            },
            // A closure that goes on after the error.
            JSONArray { array in
                for id in 0..<count { try array.write(id) }
                try? array.write(Unencodable())
                try array.write(count)
            },
        ]
        for array in failing {
            // Nothing has been sent yet.
            let response = try await Self.response(array)
            #expect(response.status == .internalServerError)
            #expect(!response.text.contains("["))
        }
        let sent = JSONArray { array in
            for id in 0..<count { try array.write(id) }
            try array.flush()
            try array.write(Unencodable())
        }
        guard count > 0 else { return }
        await #expect(throws: (any Error).self) { try await Self.response(sent) }
    }
}
