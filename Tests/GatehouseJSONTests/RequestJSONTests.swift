import GatehouseTesting
import HTTPTypes
import Testing

@testable import Gatehouse
@testable import GatehouseJSON

@Suite("request.json() reports statuses and invalid fields")
struct RequestJSONTests {
    private struct Item: Codable, Sendable {
        enum Size: String, Codable { case small, large }
        var title: String
        var count: UInt8?
        var size: Size?
        var ratio: Double?
        var sizes: [String: Int]?
    }

    private struct Order: Codable, Sendable {
        var items: [Item]
    }

    private func response(
        _ body: String,
        type: String? = "application/json",
        limits: JSONLimits = JSONLimits()
    ) async throws -> TestResponse {
        var gate = Gate()
        gate.post("/", allow: .everyone) { request in JSON(try await request.json(Order.self, limits: limits)) }
        return try await InMemoryClient(gate)
            .post("/", headers: type.map { [.contentType: $0] } ?? [:], body: body)
    }

    private let good = "{\"items\":[{\"title\":\"a\"}]}"

    @Test("A body decodes to the program's own type")
    func bodyDecodesToProgramType() async throws {
        let response = try await response(
            "{\"items\":[{\"title\":\"\\u00e9\",\"count\":255,\"ratio\":1.5,\"other\":[]}]}")
        #expect(response.status == .ok)
        #expect(response.text == "{\"items\":[{\"count\":255,\"ratio\":1.5,\"title\":\"\u{E9}\"}]}")
    }

    @Test(
        "The content type must be JSON; a charset has no effect",
        arguments: [
            ("application/json", 200), ("Application/JSON; charset=UTF-8", 200), ("application/problem+json", 200),
            ("application/vnd.api+JSON", 200), (nil, 415), ("", 415), ("text/plain", 415), ("application/jsonx", 415),
            ("text/json", 415), ("application/json; charset=utf-16", 200), ("application/json; charset=utf8", 200),
            ("application/json; charset=\u{301}", 415), ("application/json; charset=\"\u{E9}\"", 200),
            ("application/+xml", 415),
            ("application/+json", 415), ("application/json; a=1; a=2", 415), ("text/html, application/json", 415),
            ("application/x-www-form-urlencoded", 415), ("multipart/form-data; boundary=x+json", 415),
        ] as [(String?, Int)]
    )
    func contentTypeMustBeJSON(type: String?, status: Int) async throws {
        #expect(try await response(good, type: type).status.code == status, "\(type ?? "none")")
    }

    @Test(
        "An invalid value is a 422 that names its path",
        arguments: [
            ("{}", "items"), ("{\"items\":null}", "items"), ("{\"items\":{}}", "items"),
            ("{\"items\":[1]}", "items[0]"),
            ("{\"items\":[{\"title\":\"a\"},{}]}", "items[1].title"), ("{\"items\":[{\"title\":1}]}", "items[0].title"),
            ("{\"items\":[{\"title\":\"a\",\"count\":256}]}", "items[0].count"),
            ("{\"items\":[{\"title\":\"a\",\"count\":-1}]}", "items[0].count"),
            ("{\"items\":[{\"title\":\"a\",\"count\":1.5}]}", "items[0].count"),
            ("{\"items\":[{\"title\":\"a\",\"count\":99999999999999999999}]}", "items[0].count"),
            ("{\"items\":[{\"title\":\"a\",\"count\":\"1\"}]}", "items[0].count"),
            ("{\"items\":[{\"title\":\"a\",\"size\":\"huge\"}]}", "items[0].size"),
            ("{\"items\":[{\"title\":\"a\",\"ratio\":1e999}]}", "items[0].ratio"),
            ("{\"items\":[{\"title\":\"a\",\"sizes\":{\"b\":true}}]}", "items[0].sizes.b"), ("[]", nil), ("1", nil),
            ("{\"items\":[{\"title\":\"a\",\"sizes\":{\"\(String(repeating: "b", count: 256))\":true}}]}", nil),
        ] as [(String, String?)]
    )
    func invalidValueIs422WithPath(body: String, field: String?) async throws {
        let response = try await response(body)
        #expect(response.status == .unprocessableContent)
        #expect(response.headers[.contentType] == "application/json")
        let named =
            field.map { response.text.contains("\"field\": \"\($0)\"}") } ?? !response.text.contains("\"field\"")
        #expect(named, "\(response.text)")
    }

    @Test(
        "Malformed or ambiguous JSON is a 400",
        arguments: [
            "", "{", "{\"items\":[]}x", "{\"items\":[],\"items\":[]}", "{\"items\":[{\"title\":\"\\u0000\"}]}",
            "{\"items\":[{\"title\":\"\\uD800\"}]}", "\u{FEFF}{\"items\":[]}", "{items:[]}",
            String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
            "{\"items\":[{\"title\":\"a\",\"ratio\":1e-400}]}", "{\"items\":[{\"title\":\"a\",\"count\":1e-400}]}",
            "{\"items\":[{\"title\":\"a\(String(repeating: "\u{301}", count: 31))\"}]}",
        ]
    )
    func malformedJSONIs400(body: String) async throws {
        #expect(try await response(body).status == .badRequest)
    }

    @Test("A zero with an exponent is a zero in every type")
    func zeroWithExponentIsZero() async throws {
        for zero in ["0", "0e1", "0E9", "0e+7", "0e-7", "0.0e1", "0.000e999999"] {
            let response = try await response("{\"items\":[{\"title\":\"a\",\"count\":\(zero),\"ratio\":\(zero)}]}")
            #expect(response.text == "{\"items\":[{\"count\":0,\"ratio\":0,\"title\":\"a\"}]}", "\(zero)")
        }
        let text = try await response("{\"items\":[{\"title\":\"0e1\",\"ratio\":0e1}]}")
        #expect(text.text == "{\"items\":[{\"ratio\":0,\"title\":\"0e1\"}]}")
        let place = try await response("{\"items\":[{\"title\":\"a\",\"ratio\":0e1},{\"title\":\"b\",\"count\":0.5}]}")
        #expect(place.status == .unprocessableContent)
        #expect(place.text.contains("items[1].count"))
    }

    @Test("Each limit holds: 413 for bytes, 400 for depth and values")
    func eachLimitHolds() async throws {
        let size = good.utf8.count
        #expect(try await response(good, limits: JSONLimits(bytes: size, depth: 3, values: 4)).status == .ok)
        #expect(try await response(good, limits: JSONLimits(bytes: size - 1)).status == .contentTooLarge)
        #expect(try await response(good, limits: JSONLimits(depth: 2)).status == .badRequest)
        #expect(try await response(good, limits: JSONLimits(values: 3)).status == .badRequest)
        #expect(try await response(good, limits: JSONLimits(nameBytes: 5)).status == .ok)
        #expect(try await response(good, limits: JSONLimits(nameBytes: 4)).status == .badRequest)
    }
}
