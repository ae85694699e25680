import GatehouseCore
import HTTPTypes
import Testing

@Suite("Evidence types that could be empty") struct EvidenceTests {
    @Test("Optional and Boolean evidence is refused")
    func optionalEvidenceIsRefused() {
        refuses(Int?.self)
        refuses(Int??.self)
        refuses(String?.self)
        refuses(Void?.self)
        refuses([Int]?.self)
        refuses(Never?.self)
        refuses(Reference?.self)
        refuses((any Sendable)?.self)
        refuses((any Sendable)??.self)
        refuses((any Error)?.self)
        refuses(Case?.self)
        refuses(Bool.self)
        refuses(Void.self)
    }

    @Test("Every other type of evidence is accepted")
    func otherEvidenceIsAccepted() {
        allows(Int.self)
        allows(String.self)
        allows([Int?].self)
        allows(Reference.self)
        allows(Case.self)
        allows((any Sendable).self)
        allows((any Error).self)
    }

    private func problems<Evidence: Sendable>(_ type: Evidence.Type) -> [String] {
        var gate = Gate()
        gate.get("/", allow: Access<Evidence>("rule") { _ in throw HTTPError(.forbidden) }) { _, _ in "" }
        do {
            _ = try RouteListing(gate)
            return []
        } catch {
            return error.problems
        }
    }

    private func refuses<Evidence: Sendable>(_ type: Evidence.Type) {
        let problems = problems(type)
        #expect(problems.contains { $0.contains("evidence of") }, "\(type): \(problems)")
    }

    private func allows<Evidence: Sendable>(_ type: Evidence.Type) {
        #expect(problems(type).isEmpty, "\(type)")
    }

    private final class Reference: Sendable {}

    private enum Case: Sendable {
        case one
        case other(Int)
    }
}
