import FoundationEssentials
import GatehouseTesting
import HTTPTypes
import Testing

@testable import Gatehouse
@testable import GatehouseJSON

/// The path of a number that does not fit its type, for each way in which a type decodes its values.
@Suite("The path of an invalid value")
struct PlaceTests {
    private func response<Value: Decodable & Sendable>(_ type: Value.Type, _ body: String) async throws -> TestResponse
    {
        var gate = Gate()
        gate.post("/", allow: .everyone) { request in
            _ = try await request.json(Value.self)
            return Response.noContent
        }
        return try await InMemoryClient(gate).post("/", headers: [.contentType: "application/json"], body: body)
    }

    private func expect<Value: Decodable & Sendable>(
        _ type: Value.Type, _ body: String, _ field: String?,
        _ message: String = "The value is not valid here."
    ) async throws {
        let response = try await response(type, body)
        #expect(response.status == .unprocessableContent)
        let named = field.map { "\"message\": \"\(message)\", \"field\": \"\($0)\"}" } ?? "\"message\": \"\(message)\"}"
        #expect(response.text.contains(named), "\(type) of \(body.prefix(80)): \(response.text)")
    }

    /// Decodes two numbers from an array.
    private struct Pair: Decodable, Sendable {
        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            _ = (try values.decode(Int8.self), try values.decode(Int8.self))
        }
    }

    private enum Key: String, CodingKey { case a, b }

    /// Decodes the values of an object inside an object.
    private struct Nested: Decodable, Sendable {
        init(from decoder: any Decoder) throws {
            let outer = try decoder.container(keyedBy: Key.self)
            if let inner = try? outer.nestedContainer(keyedBy: Key.self, forKey: .a) {
                _ = try inner.decode(Int8.self, forKey: .b)
            } else if var inner = try? outer.nestedUnkeyedContainer(forKey: .a) {
                _ = (try inner.decode(Int8.self), try inner.decode(Int8.self))
            } else {
                _ = try Int8(from: outer.superDecoder(forKey: .a))
            }
        }
    }

    /// Decodes the values of an object or array inside an array.
    private struct NestedInArray: Decodable, Sendable {
        init(from decoder: any Decoder) throws {
            var outer = try decoder.unkeyedContainer()
            if let inner = try? outer.nestedContainer(keyedBy: Key.self) {
                _ = try inner.decode(Int8.self, forKey: .b)
            } else {
                var inner = try outer.nestedUnkeyedContainer()
                _ = (try inner.decode(Int8.self), try inner.decode(Int8.self))
            }
        }
    }

    /// A single-value container of another type.
    private struct Wrapper: Decodable, Sendable {
        struct Held: Decodable { let b: Int8 }

        init(from decoder: any Decoder) throws {
            _ = try decoder.singleValueContainer().decode(Held.self)
        }
    }

    private struct Special: Decodable, Sendable {
        let data: Data
        let url: URL
        let decimal: Decimal
        let date: Date
        let size: Int8
    }

    @Test("The path of an invalid number is reported in arrays, objects and custom decoders")
    func pathsOfInvalidNumbersAreReported() async throws {
        try await expect([String: [Int8]].self, "{\"items\": [1, 2, 300]}", "items[2]")
        try await expect([String: [[UInt]]].self, "{\"items\": [[1], [2, -3]]}", "items[1][1]")
        try await expect([Int16].self, "[70000]", "[0]")
        try await expect([String: Pair].self, "{\"a\": [1, 300]}", "a[1]")
        try await expect([Pair].self, "[[1, 2], [300, 1]]", "[1][0]")
        try await expect(Nested.self, "{\"a\": {\"b\": 300}}", "a.b")
        try await expect(Nested.self, "{\"a\": [1, 300]}", "a[1]")
        try await expect(Nested.self, "{\"a\": 300}", "a")
        try await expect(NestedInArray.self, "[{\"b\": 300}]", "[0].b")
        try await expect(NestedInArray.self, "[[1, 300]]", "[0][1]")
        try await expect([String: Wrapper].self, "{\"a\": {\"b\": 300}}", "a.b")
    }

    @Test("Types that JSONDecoder reads in a special way are still read that way")
    func typesWithSpecialDecodingKeepIt() async throws {
        func body(_ data: String, _ size: Int) -> String {
            "{\"data\": \(data), \"url\": \"https://example.com/\", \"decimal\": 1.5, \"date\": 0, \"size\": \(size)}"
        }
        #expect(try await response(Special.self, body("\"YQ==\"", 1)).status == .noContent)
        try await expect(Special.self, body("\"YQ==\"", 300), "size")
        try await expect(Special.self, body("\"?\"", 1), "data")
    }

    @Test("Each kind of error has its message; a path longer than 256 bytes is left out")
    func eachErrorKindHasItsMessage() async throws {
        try await expect([String: [Wrapper.Held]].self, "{\"a\": [{}]}", "a[0].b", "The value is missing.")
        try await expect([String: Int].self, "{\"a\": null}", "a", "The value is null.")
        try await expect([String: Int].self, "{\"a\": \"x\"}", "a", "The value has the wrong type.")
        try await expect([String: Int].self, "[]", nil, "The value has the wrong type.")
        let name = String(repeating: "n", count: 256)
        try await expect([String: Int].self, "{\"\(name)\": true}", name, "The value has the wrong type.")
        try await expect([[String: Int]].self, "[{\"\(name)\": true}]", nil, "The value has the wrong type.")
    }
}
