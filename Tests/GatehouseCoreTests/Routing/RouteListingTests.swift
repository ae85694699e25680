import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("RouteListing lists routes and rules as text")
struct RouteListingTests {
    private func gate() -> Gate {
        let member = Access<String>("member") { _ in nil }
        let paid = Narrowing<String, String>("a paid account") { member, _ in member }
        var gate = Gate()
        gate.get("/", as: "home", allow: .everyone, fileID: "App/main.swift", line: 3) { _ in "" }
        gate.group("/notes", allow: member) { notes in
            notes.post("{id:int}", narrowedBy: paid, fileID: "App/Notes.swift", line: 12) { _, _ in "" }
            notes.delete("{id:int}", as: "note", fileID: "App/Notes.swift", line: 100) { _, _ in "" }
        }
        return gate
    }

    @Test("The routes are listed in source order with the names of all rules")
    func routesKeepSourceOrder() throws {
        let routes = try gate().routes()
        #expect(routes.map(\.method) == ["GET", "POST", "DELETE"])
        #expect(routes.map(\.path) == ["/", "/notes/{id:int}", "/notes/{id:int}"])
        #expect(routes.map(\.rule) == ["everyone", "member, a paid account", "member"])
        #expect(routes.map(\.name) == ["home", nil, "note"])
        #expect(routes.map(\.source) == ["App/main.swift:3", "App/Notes.swift:12", "App/Notes.swift:100"])
        #expect(routes.map(\.example) == ["/", "/notes/1", "/notes/1"])
    }

    @Test("The table has one line per route in aligned columns, without trailing spaces")
    func tableHasAlignedColumns() throws {
        #expect(
            try RouteListing(gate()).table == """
                METHOD  PATH             RULE                    NAME  SOURCE
                GET     /                everyone                home  App/main.swift:3
                POST    /notes/{id:int}  member, a paid account  -     App/Notes.swift:12
                DELETE  /notes/{id:int}  member                  note  App/Notes.swift:100

                """
        )
        #expect(try RouteListing(Gate()).table == "METHOD  PATH  RULE  NAME  SOURCE\n")
    }

    @Test("The JSON has one line per route, byte for byte")
    func jsonHasOneLinePerRoute() throws {
        #expect(
            try RouteListing(gate()).json == """
                [
                  {"method": "GET", "path": "/", "rule": "everyone", "name": "home", "source": "App/main.swift:3"},
                  {"method": "POST", "path": "/notes/{id:int}", "rule": "member, a paid account", "name": null, "source": "App/Notes.swift:12"},
                  {"method": "DELETE", "path": "/notes/{id:int}", "rule": "member", "name": "note", "source": "App/Notes.swift:100"}
                ]

                """
        )
        #expect(try JSONArray(RouteListing(Gate()).json).objects.isEmpty)
    }

    /// Not test arguments: those would be printed and could control the terminal.
    private static let names = [
        "\"", "\\", "\\\"", "\\n", "a\nb", "a\r\nb", "\t", "\0", "\u{1}\u{1F}", "\u{7F}", "\u{1B}[31m", "\u{9B}31m",
        "\u{85}",
        "\u{E9}", "e\u{301}", "\u{1F600}", "\u{2028}\u{2029}", "\u{FFFF}", "\",\"x\":\"", "}", "null", "", " a ",
        "\n\u{301}", "\"\u{301}", "\\\u{301}",
    ]

    @Test("Any name stays one JSON string and one line: quotes, line breaks, control characters, Unicode")
    func namesAreEscaped() throws {
        var listed = 0
        for name in Self.names {
            var gate = Gate()
            let rule = Access<Void>(name) { _ in false }
            gate.get("/a", as: RouteName(name), allow: rule, fileID: name, line: 1) { _ in "" }
            gate.get("/b", allow: .everyone, fileID: "b", line: 2) { _ in "" }
            // Such a name may be a configuration error of its rule; then the gate has no listing.
            guard let listing = try? RouteListing(gate) else { continue }
            listed += 1
            let comment = Comment(rawValue: name.debugDescription)
            let objects = try JSONArray(listing.json).objects
            try #require(objects.count == 2, comment)
            #expect(objects[0].map(\.key) == ["method", "path", "rule", "name", "source"], comment)
            let expected = ["GET", "/a", name, name, "\(name):1"]
            #expect(objects[0].map { $0.value.map(ExactText.init) } == expected.map(ExactText.init), comment)
            #expect(objects[1].map(\.value) == ["GET", "/b", "everyone", nil, "b:2"], comment)
            #expect(listing.json.utf8.count { $0 == 0x0A } == 4, comment)
            #expect(listing.table.utf8.count { $0 == 0x0A } == 3, comment)
            let categories: Set<Unicode.GeneralCategory> = [.control, .lineSeparator, .paragraphSeparator]
            let breaks = listing.table.unicodeScalars.filter { categories.contains($0.properties.generalCategory) }
            #expect(breaks.count == 3, comment)
        }
        #expect(listed > 10)
    }

    @Test("A gate with configuration errors has no listing")
    func invalidGateHasNoListing() {
        var gate = gate()
        gate.get("/{x", allow: .everyone) { _ in "" }
        #expect(throws: GateError.self) { try RouteListing(gate) }
        #expect(throws: GateError.self) { try gate.routes() }
    }
}

/// An array of flat objects, parsed as strictly as RFC 8259 requires. Refuses all other JSON.
private struct JSONArray {
    struct Malformed: Error {
        let rest: String
    }

    private(set) var objects: [[(key: String, value: String?)]] = []
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) throws {
        rest = text[...].unicodeScalars
        try take("[")
        if rest.first(where: { !" \n".unicodeScalars.contains($0) }) != "]" {
            repeat { objects.append(try object()) } while takeIf(",")
        }
        try take("]")
        skipSpace()
        guard rest.isEmpty else { throw malformed }
    }

    private var malformed: Malformed { Malformed(rest: String(rest)) }

    private mutating func skipSpace() {
        while let first = rest.first, first == " " || first == "\n" { rest.removeFirst() }
    }

    private mutating func takeIf(_ scalar: Unicode.Scalar) -> Bool {
        skipSpace()
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func take(_ scalar: Unicode.Scalar) throws {
        guard takeIf(scalar) else { throw malformed }
    }

    private mutating func object() throws -> [(key: String, value: String?)] {
        var pairs: [(key: String, value: String?)] = []
        try take("{")
        repeat {
            let key = try string()
            try take(":")
            skipSpace()
            if rest.starts(with: "null".unicodeScalars) {
                rest.removeFirst(4)
                pairs.append((key, nil))
            } else {
                pairs.append((key, try string()))
            }
        } while takeIf(",")
        try take("}")
        return pairs
    }

    private mutating func string() throws -> String {
        try take("\"")
        var text = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(text)
            case "\\":
                guard let escape = rest.popFirst() else { throw malformed }
                if ["\"", "\\", "/"].contains(escape) {
                    text.append(escape)
                } else {
                    let digits = rest.prefix(4)
                    guard escape == "u", digits.count == 4, digits.allSatisfy({ $0.properties.isASCIIHexDigit }),
                        let value = UInt32(String(digits), radix: 16), let decoded = Unicode.Scalar(value)
                    else { throw malformed }
                    text.append(decoded)
                    rest.removeFirst(4)
                }
            case "\u{0}"..<"\u{20}": throw malformed
            default: text.append(scalar)
            }
        }
        throw malformed
    }
}
