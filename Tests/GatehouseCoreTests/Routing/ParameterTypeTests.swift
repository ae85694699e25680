import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("ParameterType decides which segments match")
struct ParameterTypeTests {
    private static let someUUID = "0f8fad5b-d9cb-469f-a165-70867728950e"

    @Test(
        "An int is a number of 64 bits in canonical form",
        arguments: [
            ("0", true), ("7", true), ("-7", true), ("10", true), ("9223372036854775807", true),
            ("-9223372036854775808", true),
            ("9223372036854775808", false), ("-9223372036854775809", false), ("18446744073709551616", false),
            ("99999999999999999999999999", false), ("+7", false), ("007", false), ("00", false), ("-0", false),
            ("-07", false), ("--7", false), ("-", false), ("", false), (" 7", false), ("7 ", false), ("7.0", false),
            ("7e0", false), ("0x7", false), ("1_000", false), ("7\u{301}", false),
            // Digits outside ASCII: Arabic, fullwidth, superscript; and another minus.
            ("\u{667}", false), ("\u{FF17}", false), ("\u{B2}", false), ("\u{2212}7", false), ("/7", false),
            ("7/", false),
        ]
    )
    func intIsCanonicalNumber(text: String, matches: Bool) {
        #expect(ParameterType.integer.matches(text) == matches)
        #expect(!matches || Int64(text) != nil)
    }

    @Test(
        "A uuid is 32 hexadecimal digits in five groups, in either case",
        arguments: [
            (someUUID, true), (someUUID.uppercased(), true), ("00000000-0000-0000-0000-000000000000", true),
            ("FfFfFfFf-ffff-FFFF-ffff-ffffffffffff", true),
            ("", false), ("0f8fad5bd9cb469fa16570867728950e", false), ("{\(someUUID)}", false),
            ("urn:uuid:\(someUUID)", false),
            (String(someUUID.dropLast()), false), (someUUID + "0", false), (someUUID + "-", false),
            ("-" + someUUID, false),
            ("0f8fad5b-d9cb-469f-a16570867728950e", false), ("0f8fad5-bd9cb-469f-a165-70867728950e", false),
            ("0f8fad5g-d9cb-469f-a165-70867728950e", false), (" \(someUUID)", false), (someUUID + "\n", false),
            ("\u{FF10}f8fad5b-d9cb-469f-a165-70867728950e", false),
            ("0f8fad5b\u{2010}d9cb-469f-a165-70867728950e", false),
        ]
    )
    func uuidHasFiveGroups(text: String, matches: Bool) {
        #expect(ParameterType.uuid.matches(text) == matches)
    }

    @Test(
        "Text matches everything except an encoded \"/\", slashes match that too, and neither matches an empty segment",
        arguments: [
            ("x", true, true), ("\u{E9}", true, true), (" ", true, true), ("%2F", true, true), ("\u{301}", true, true),
            ("a/b", false, true), ("/", false, true), ("/\u{301}", false, true), ("", false, false),
        ]
    )
    func textExcludesEncodedSlash(_ text: String, isText: Bool, isSlashes: Bool) {
        #expect(ParameterType.text.matches(text) == isText)
        #expect(ParameterType.slashes.matches(text) == isSlashes)
    }

    @Test("The example of every type matches that type")
    func examplesMatchTheirType() throws {
        for type in ParameterType.builtIn {
            #expect(type.matches(type.example), "\(type.name)")
            let pattern = try PathPattern("/a b/{p:\(type.name)}/", types: ParameterType.builtIn)
            #expect(pattern.example == "/a%20b/\(type.example)/")
        }
        let example = try PathPattern("/a/{r...}").example
        let route = try Route(.get, "/a/{r...}")
        #expect(RouteTable([route]).route(.get, try RequestTarget(example.utf8).segments) != nil)
    }

    // MARK: Through the gate

    private func gate() -> Gate {
        var gate = Gate()
        gate.parameterType("year", example: "2026", ReferencePattern.isYear)
        gate.get("/int/{v:int}", allow: .everyone) { "int \(try $0.path["v", as: Int64.self])" }
        gate.get("/uuid/{v:uuid}", allow: .everyone) { "uuid \(try $0.path["v"])" }
        gate.get("/year/{v:year}", allow: .everyone) { "year \(try $0.path["v"])" }
        gate.get("/text/{v}", allow: .everyone) { "text \(try $0.path["v"])" }
        gate.get("/slashes/{v:slashes}", allow: .everyone) { "slashes \(try $0.path["v"])" }
        gate.get("/rest/{v...}", allow: .everyone) { "rest \(try $0.path.rest("v"))" }
        gate.get("/new/{v:int}/x", allow: .everyone) { _ in "the number" }
        gate.get("/new/{v:uuid}/x", allow: .everyone) { _ in "the UUID" }
        gate.get("/new/form/x", allow: .everyone) { _ in "the form" }
        return gate
    }

    @Test(
        "A route is found by the type of its parameter, and the handler gets the text",
        arguments: [
            ("/int/7", "int 7"), ("/int/%37", "int 7"), ("/int/-9223372036854775808", "int -9223372036854775808"),
            ("/int/9223372036854775808", nil), ("/int/+7", nil), ("/int/%2B7", nil), ("/int/007", nil),
            ("/int/-0", nil),
            ("/int/x", nil), ("/int/%D9%A7", nil), ("/int/7%2F", nil),
            ("/uuid/\(someUUID)", "uuid \(someUUID)"), ("/uuid/7", nil),
            ("/year/2026", "year 2026"), ("/year/202", nil), ("/year/20a6", nil), ("/year/", nil),
            ("/year/20%2F6", nil),
            ("/text/a%20b", "text a b"), ("/text/a%2Fb", nil), ("/text/%2F", nil), ("/text/a%252Fb", "text a%2Fb"),
            ("/slashes/a%2Fb", "slashes a/b"), ("/slashes/%2f", "slashes /"), ("/slashes/x", "slashes x"),
            ("/slashes/a/b", nil), ("/slashes/", nil), ("/slashes//", nil), ("/slashes", nil),
            ("/rest/a", #"rest ["a"]"#), ("/rest/a/b%20c/d", #"rest ["a", "b c", "d"]"#), ("/rest", nil),
            ("/rest/", nil),
            ("/rest//", nil), ("/rest//a", nil), ("/rest/a//b", nil), ("/rest/a//", nil), ("/rest/a%2Fb", nil),
            ("/rest/a/b%2F", nil), ("/rest/a%252Fb", #"rest ["a%2Fb"]"#),
            ("/new/7/x", "the number"), ("/new/\(someUUID)/x", "the UUID"), ("/new/form/x", "the form"),
            ("/new/z/x", nil),
        ] as [(String, String?)]
    )
    func routeIsFoundByType(target: String, text: String?) async throws {
        let response = try await gate().response("GET", target)
        if let text {
            #expect(response.text == text)
            #expect(response.status == 200)
        } else {
            #expect(response == .notFound)
        }
    }

    @Test(
        "Dot segments are refused in slashes too",
        arguments: ["a%2F..", "..%2Fa", "a%2F.%2Fb", "%2F.."])
    func dotSegmentsAreRefused(_ value: String) async throws {
        #expect(try await gate().response("GET", "/slashes/\(value)") == .badRequest)
    }

    @Test("A custom type is never called for empty segments or encoded slashes")
    func customTypeSeesNoSlashes() async throws {
        let calls = Calls()
        var gate = Gate()
        gate.parameterType("any", example: "x") { text in
            calls.note(text)
            return true
        }
        gate.get("/{v:any}/end", allow: .everyone) { _ in "reached" }
        for target in ["//end", "/a%2Fb/end", "/%2F/end"] {
            #expect(try await gate.response("GET", target) == .notFound, "\(target)")
        }
        #expect(Set(calls.all).isSubset(of: ["x"]))
        #expect(try await gate.response("GET", "/y/end").text == "reached")
    }

    @Test(
        "An invalid custom type is a configuration error with its source location",
        arguments: [
            ("", "x", "invalid parameter type name"), ("a-b", "x", "invalid parameter type name"),
            ("a b", "x", "invalid parameter type name"),
            ("\u{E9}", "x", "invalid parameter type name"), ("int", "x", "duplicate"), ("text", "x", "duplicate"),
            ("uuid", "x", "duplicate"),
            ("slashes", "x", "duplicate"), ("kind", "y", "the example 'y' does not"),
            ("kind", "", "the example '' does not"),
            ("kind", "x/x", "the example 'x/x' does not"),
        ]
    )
    func invalidTypeIsConfigurationError(name: String, example: String, reason: String) {
        var gate = Gate()
        gate.parameterType(name, example: example, fileID: "App/main.swift", line: 7) { $0.hasPrefix("x") }
        #expect(gate.problems.count == 1)
        #expect(gate.problems.allSatisfy { $0.hasPrefix("App/main.swift:7: ") && $0.contains(reason) })
        #expect(throws: GateError.self) { try Dispatcher(gate) }
    }

    @Test("A repeated type is a configuration error; a type may be declared after its routes")
    func repeatedTypeIsConfigurationError() {
        var gate = Gate()
        gate.get("/{v:kind}", allow: .everyone) { _ in "" }
        #expect(gate.problems.count == 1)
        gate.parameterType("kind", example: "x") { _ in true }
        #expect(gate.problems.isEmpty)
        gate.parameterType("kind", example: "x") { _ in true }
        #expect(gate.problems.count == 1)
    }

    @Test("A value that cannot be converted is an error")
    func failedConversionIsAnError() throws {
        let path = PathParameters(try PathPattern("/{a}/{r...}"), matching: ["7", "x", "y"])
        #expect(try path["a", as: Int.self] == 7)
        #expect(try path["a", as: String.self] == "7")
        let error = #expect(throws: PathParameterError.self) { try path["a", as: Bool.self] }
        #expect(try #require(error).description.contains("{a}"))
        #expect(throws: PathParameterError.self) { try path["b", as: Int.self] }
        #expect(try path.rest("r") == ["x", "y"])
        // A rest is not a segment, and a segment is not a rest.
        #expect(throws: PathParameterError.self) { try path["r"] }
        #expect(throws: PathParameterError.self) { try path.rest("a") }
        #expect(throws: PathParameterError.self) { try path.rest("") }
    }
}
