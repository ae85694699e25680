import Foundation
import GatewayInterface
import HTTPTypes
import Testing

@testable import GatehouseCore

/// The table of docs/access.md.
private struct DocumentedStatuses {
    private var statuses: [String: [String: Int]] = [:]
    private(set) var methods: [String] = []

    init() throws {
        let file = URL(filePath: #filePath).appending(path: "../../../../docs/access.md").standardized
        let text = try String(contentsOf: file, encoding: .utf8)
        for line in text.split(separator: "\n") where line.hasPrefix("| ") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            if cells[0] == "a rule ends with" {
                methods = Array(cells.dropFirst())
            } else if !methods.isEmpty, cells.count == methods.count + 1 {
                statuses[cells[0]] = Dictionary(
                    uniqueKeysWithValues: zip(methods, cells.dropFirst().compactMap { Int($0) }))
            }
        }
    }

    var outcomes: Set<String> { Set(statuses.keys) }

    func status(_ outcome: Outcome, _ method: String) throws -> Int {
        try #require(statuses[outcome.rawValue]?[methods.contains(method) ? method : "other"])
    }
}

/// A form of a rule that must have the same outcome as the rule under test, on a path with routes for GET and POST.
private struct Writing: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Further parameters of the request.
    let parameters: [String: String]
    let open: @Sendable (inout Gate, Access<String>, Calls) -> Void

    init(
        _ name: String,
        with parameters: [String: String] = [:],
        _ open: @escaping @Sendable (inout Gate, Access<String>, Calls) -> Void
    ) {
        testDescription = name
        self.parameters = parameters
        self.open = open
    }

    /// A rule that contains the rule under test.
    init<Evidence>(
        _ name: String,
        with parameters: [String: String] = [:],
        rule make: @escaping @Sendable (Access<String>) -> Access<Evidence>
    ) {
        self.init(name, with: parameters) { gate, rule, calls in
            gate.get("/x", allow: make(rule)) { request, _ in calls.handler(request) }
            gate.post("/x", allow: make(rule)) { request, _ in calls.handler(request) }
        }
    }
}

extension Calls {
    fileprivate func handler(_ request: Request) -> String {
        note("handler \(request.method)")
        return "open"
    }
}

/// Allows every request.
private let fine = Access<Int>("fine") { _ in 7 }
private let denied = Access<String>("denied", else: .unavailable(retryAfter: 99)) { _ in nil }
private let basic = ["HTTP_AUTHORIZATION": "Basic YTpi"]
private let bearer = ["HTTP_AUTHORIZATION": "Bearer good"]

private struct Editor: HasRoles {
    enum Role { case editor }
    let roles: Set<Role> = [.editor]
}

/// Evaluates a rule with a separate request, as a lookup of a session or a user does.
private func ask(_ rule: Access<String>) async throws -> String {
    try await rule.evidence(for: request())
}

private let writings: [Writing] = [
    Writing("alone", rule: { $0 }),
    Writing("and, first", rule: { $0.and(fine) }),
    Writing("and, second", rule: { fine.and($0) }),
    Writing("and everyone", rule: { $0.and(.everyone) }),
    Writing("everyone and", rule: { Access.everyone.and($0) }),
    Writing("or, first", rule: { rule in rule.or(Access<String>("hidden") { _ in throw Denial.hidden }) }),
    // If both deny, the first denial decides; here both are the rule under test.
    Writing("or, both", rule: { $0.or($0) }),
    Writing("or, other evidence", rule: { $0.or(Access<Int>("no") { _ in nil }) }),
    Writing("unless", rule: { $0.unless(denied) }),
    Writing("narrowed, before", rule: { $0.narrowed("more") { _, _ in 1 } }),
    Writing("narrowed, behind", rule: { fine.narrowed(by: Narrowing($0)) }),
    Writing(
        "narrowed by a closure",
        rule: { rule in fine.narrowed("more") { _, request in try await rule.evidence(for: request) } }),
    Writing("requiring, before", rule: { $0.requiring("more") { _ in true } }),
    Writing(
        "requiring, behind",
        rule: { rule in
            fine.requiring("more") { _ in
                _ = try await ask(rule)
                return true
            }
        }
    ),
    Writing("for unsafe methods, before", rule: { $0.forUnsafeMethods(requiring: fine) }),
    Writing("per method", rule: { .perMethod(safe: $0, unsafe: $0) }),
    Writing("limited", rule: { $0.limited(to: .seconds(600)) }),
    Writing(
        "a condition",
        rule: { rule in
            Access("condition") { _ in
                _ = try await ask(rule)
                return true
            }
        }
    ),
    Writing("signedIn", rule: { rule in .signedIn { _ in try await ask(rule) } }),
    Writing("Basic, before", with: basic, rule: { Access.basic(realm: "x", user: "a", password: "b").and($0) }),
    Writing("Basic, lookup", with: basic, rule: { rule in .basic(realm: "x") { _ in try await ask(rule) } }),
    Writing("bearer, before", with: bearer, rule: { Access.bearer(realm: "x", token: "good").and($0) }),
    Writing("bearer, lookup", with: bearer, rule: { rule in .bearer(realm: "x") { _ in try await ask(rule) } }),
    Writing("role", rule: { rule in rule.narrowed("editor") { _, _ in Editor() }.requiring(role: .editor) }),
    Writing("address", with: ["REMOTE_ADDR": "10.0.0.1"], rule: { Access.address(in: "10.0.0.0/8").and($0) }),
    Writing(
        "from and until", rule: { Access.open(from: "2026-01-01T00:00:00Z", until: "2028-01-01T00:00:00Z").and($0) }),
    Writing("daily", rule: { $0.and(.daily(from: "07:00", to: "09:00", utcOffset: "Z")) }),
    Writing("maintenance, switch", rule: { Access.notInMaintenance(MaintenanceSwitch()).and($0) }),
    Writing(
        "maintenance, closure",
        rule: { rule in
            .notInMaintenance {
                _ = try await ask(rule)
                return false
            }
        }
    ),
    Writing("in a group") { gate, rule, calls in
        gate.group("/x", allow: rule) { group in
            group.get("/") { request, _ in calls.handler(request) }
            group.post("/") { request, _ in calls.handler(request) }
        }
    },
    Writing("in a group without a prefix") { gate, rule, calls in
        gate.group(allow: rule) { group in
            group.get("/x") { request, _ in calls.handler(request) }
            group.post("/x") { request, _ in calls.handler(request) }
        }
    },
    Writing("in a group, narrowed by it") { gate, rule, calls in
        gate.group("/x", allow: fine) { group in
            group.get("/", narrowedBy: Narrowing(rule)) { request, _ in calls.handler(request) }
            group.post("/", narrowedBy: Narrowing(rule)) { request, _ in calls.handler(request) }
        }
    },
    Writing("in a group in a group, narrowed by it") { gate, rule, calls in
        gate.group(allow: .everyone) { outer in
            outer.group("/x", narrowedBy: Narrowing(rule)) { group in
                group.get("/") { request, _ in calls.handler(request) }
                group.post("/") { request, _ in calls.handler(request) }
            }
        }
    },
]

@Suite("Every rule, outcome and method gets the status in docs/access.md")
struct AccessMatrixTests {
    private static let methods = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW", "get", "PROPFIND",
    ]

    /// A missing row would promise a status that no test checks.
    @Test("The table lists exactly the outcomes and methods")
    func tableListsOutcomesAndMethods() throws {
        let documented = try DocumentedStatuses()
        #expect(documented.outcomes == Set(Outcome.allCases.map(\.rawValue)))
        #expect(documented.methods == ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "other"])
    }

    /// Covers everything that could allow a request in error: a lost rule, an error treated as evidence, a method that
    /// bypasses the rule.
    @Test(
        "Every status is the documented one, and the handler runs only with evidence",
        arguments: writings)
    fileprivate func everyCombinationHasDocumentedStatus(writing: Writing) async throws {
        let documented = try DocumentedStatuses()
        for outcome in Outcome.allCases {
            let calls = Calls()
            var gate = Gate()
            gate.get("/sign-in", allow: .everyone) { _ in "sign in" }
            writing.open(&gate, outcome.rule("rule"), calls)
            let unknown = try await gate.response("GET", "/unknown", with: writing.parameters)
            var expectedCalls: [String] = []
            for method in Self.methods {
                let place = "\(outcome.rawValue) \(method)"
                let response = try await gate.response(method, "/x", with: writing.parameters)
                #expect(try response.status == documented.status(outcome, method), "\(place)")
                if outcome == .evidence, ["GET", "HEAD", "POST"].contains(method) {
                    expectedCalls.append("handler \(method)")
                }
                #expect(calls.all == expectedCalls, "\(place)")
                if outcome == .hidden {
                    #expect(response == unknown, "\(place)")
                    #expect(
                        try await gate.response(method, "/unknown", with: writing.parameters) == unknown, "\(place)")
                }
                if outcome != .evidence {
                    #expect(!response.text.contains("rule") && !response.text.contains("mishap"), "\(place)")
                }
                // A redirect to the canonical path would also reveal the path.
                let other = try await gate.response(method, "/x/", with: writing.parameters)
                if outcome == .hidden { #expect(other == unknown, "\(place)") }
                if outcome == .signInPage {
                    #expect(other.status == response.status, "\(place)")
                } else if outcome != .evidence {
                    #expect(other == response, "\(place)")
                }
                #expect(calls.all == expectedCalls, "\(place)")
            }
        }
    }

    /// Built-in rules that deny, each with its documented status.
    @Test("A built-in rule that denies has its documented status for every method, and no handler runs")
    func builtInRulesHaveDocumentedStatus() async throws {
        let member = Access<Int>.signedIn { _ in nil }
        let rules: [(Access<Void>, Int)] = [
            (.nobody, 404), (.address(in: "10.0.0.0/8"), 404), (.open(from: "2028-01-01T00:00:00Z"), 404),
            (.open(until: "2026-01-01T00:00:00Z"), 404), (.daily(from: "09:00", to: "17:00", utcOffset: "Z"), 503),
            (.notInMaintenance(MaintenanceSwitch(isOn: true)), 503), (.notInMaintenance { true }, 503),
            (.basic(realm: "x", user: "a", password: "b"), 401), (.bearer(realm: "x", token: "good"), 401),
            (Access<Int>.basic(realm: "x") { _ in nil }.asCondition, 401),
            (Access<Int>.bearer(realm: "x") { _ in nil }.asCondition, 401), (member.asCondition, 401),
            (Access<Editor>("m") { _ in Editor() }.requiring(allOf: []).asCondition, -1),
            (
                Access<Editor>("m") { _ in Editor() }.requiring("no") { _ in false }.requiring(role: .editor)
                    .asCondition,
                403
            ),
        ]
        for (rule, status) in rules {
            let calls = Calls()
            var gate = Gate()
            gate.get("/x", allow: rule) { request in calls.handler(request) }
            gate.post("/x", allow: rule) { request in calls.handler(request) }
            if status == -1 {
                #expect(throws: GateError.self) { try gate.routes() }
                continue
            }
            for method in Self.methods {
                let response = try await gate.response(method, "/x", with: ["REMOTE_ADDR": "192.0.2.1"])
                #expect(response.status == status, "\(rule.name) \(method)")
                let challenges = response.headers.filter { $0.hasPrefix("WWW-Authenticate") }
                #expect(challenges.count == (status == 401 ? 1 : 0), "\(rule.name) \(method)")
                #expect(
                    response.headers.contains { $0.hasPrefix("Retry-After") } == (status == 503),
                    "\(rule.name) \(method)"
                )
            }
            #expect(calls.all == [])
        }
    }
}

extension Access {
    /// The same rule without its evidence.
    fileprivate var asCondition: Access<Void> {
        Access<Void>.everyone.and(narrowed(by: Narrowing("") { _, _ in true }))
    }
}
