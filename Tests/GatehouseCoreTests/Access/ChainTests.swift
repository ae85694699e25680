import HTTPTypes
import Testing

@testable import GatehouseCore

/// This file tests the overloads when it compiles: an ambiguous call would not.
@Suite("Typical combinations of rules")
struct ChainTests {
    private struct Member: HasRoles {
        enum Role { case editor, admin }
        var roles: Set<Role> = [.editor]
    }

    private let member = Access<Member>("member") { _ in Member() }
    private let guest = Access<Member>("guest") { _ in nil }
    private let number = Access<Int>("number") { _ in 7 }

    /// If a rule without evidence changed the type, every handler would get a pair.
    @Test("Two rules with evidence give a pair; a rule without evidence adds nothing")
    func evidenceTypesCombine() {
        let _: Access<Member> = member.and(.everyone)
        let _: Access<Member> = Access.everyone.and(member)
        let _: Access<Void> = Access.everyone.and(.everyone)
        let _: Access<Member> = member.or(guest)
        let _: Access<Either<Member, Int>> = member.or(number)
        let _: Access<Either<Member, Void>> = member.or(.everyone)
        let _: Access<(Member, Int)> = member.and(number)
        let _: Access<((Member, Int), Member)> = member.and(number).and(guest)
        let _: Access<(Member, Int)> = member.and(number).and(.address(in: "::1")).unless(guest)
        // A closure that could be a proof or a condition.
        let _ = Access<Void>("throws") { _ in throw Denial.forbidden }
        let _: Access<Void> = Access("condition") { $0.method == .get }
        let _: Access<Void> = .perMethod(safe: .everyone, unsafe: .nobody)
        #expect("\(type(of: member.or(guest)))".contains("Either") == false)
        #expect("\(type(of: member.and(.everyone)))".contains("(") == false)
    }

    @Test("Chains of three rules and implicit members compile in routes")
    func rulesChainInRoutes() throws {
        var gate = Gate()
        gate.get("/1", allow: member.or(guest).requiring("first") { _ in true }.limited(to: .seconds(1))) { _, member in
            "\(member.roles.count)"
        }
        gate.get("/2", allow: member.and(number).and(.address(in: "10.0.0.0/8")).unless(guest)) { _, both in "\(both.1)"
        }
        gate.get("/3", allow: Access.notInMaintenance(MaintenanceSwitch()).and(.address(in: "::1")).and(member)) {
            _, member in
            "\(member.roles.count)"
        }
        gate.get("/4", allow: member.requiring(role: .editor).and(.open(from: "2026-01-01T00:00:00Z"))) { _, member in
            "\(member.roles.count)"
        }
        gate.get("/5", allow: .basic(realm: "x") { $0.user == "ada" ? Member() : nil }) { _, member in
            "\(member.roles.count)"
        }
        gate.get("/6", allow: .basic(realm: "x", user: "ada", password: "secret")) { _ in "fixed" }
        gate.get("/7", allow: .bearer(realm: "x", token: "secret")) { _ in "fixed" }
        gate.get("/8", allow: .bearer(realm: "x") { Int($0) }) { _, number in "\(number)" }
        gate.get("/9", allow: .daily(from: "08:00", to: "17:00", utcOffset: "Z")) { _ in "open" }
        gate.get("/10", allow: .signedIn { _ in Member() }) { _, member in "\(member.roles.count)" }
        gate.get("/11", allow: Access("a condition") { $0.method == .get }) { _ in "condition" }
        gate.get("/12", allow: member.or(number)) { _, either in
            switch either {
            case .first(let member): "\(member.roles.count)"
            case .second(let number): "\(number)"
            }
        }
        gate.group("/group", allow: member) { group in
            group.get("a", narrowedBy: Narrowing(.address(in: "::1"))) { _, _ in "local members" }
        }
        let rules = try gate.routes().map(\.rule)
        #expect(rules.count == 13)
        #expect(rules[0] == "(member or guest), first")
        #expect(rules[1] == "(member and number and address in 10.0.0.0/8) unless guest")
        #expect(rules[2] == "not in maintenance and address in ::1 and member")
        #expect(rules[3] == "(member, role editor) and from 2026-01-01T00:00:00Z")
        #expect(!rules.contains { $0.contains("secret") || $0.contains("ada") })
    }

    /// Without parentheses two different rules would have the same name in the table of routes.
    @Test("Different combinations of rules have different names")
    func combinedRulesHaveDistinctNames() throws {
        func rule(_ name: String) -> Access<Member> { Access(name) { _ in nil } }
        let (a, b, c) = (rule("a"), rule("b"), rule("c"))
        let more = Narrowing<Member, Member>("more") { _, _ in nil }
        for (rule, name) in [
            (a.or(b).or(c), "a or b or c"), (a.or(b).requiring("more") { _ in true }, "(a or b), more"),
            (a.or(b.requiring("more") { _ in true }), "a or (b, more)"),
            (a.unless(b).unless(c), "(a unless b) unless c"),
            (a.unless(b.unless(c)), "a unless (b unless c)"), (a.or(b).unless(c), "(a or b) unless c"),
            (a.or(b.unless(c)), "a or (b unless c)"), (a.narrowed(by: more).narrowed(by: more), "a, more, more"),
            (a.or(b).limited(to: .seconds(1)).unless(c), "(a or b) unless c"),
            (a.or(b).forSafeMethodsOnly(), "(a or b), safe methods only"),
            (a.forUnsafeMethods(requiring: b.or(c)), "a, for unsafe methods (b or c)"),
            (.perMethod(safe: a.or(b), unsafe: c).or(c), "(safe methods: a or b; others: c) or c"),
        ] {
            #expect(rule.name == name)
        }
        #expect(a.and(b).and(c).name == "a and b and c")
        #expect(a.and(b.or(c)).name == "a and (b or c)")
        #expect(a.and(b).or(c).name == "(a and b) or c")
        #expect(a.narrowed(by: Narrowing(b.or(c))).name == "a, (b or c)")
        #expect(a.or(b).narrowed(by: Narrowing(c)).name == "(a or b), c")
    }
}
