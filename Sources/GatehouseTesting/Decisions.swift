internal import GatehouseCore
internal import GatewayInterface
internal import Synchronization

/// The gate's decisions about a test's requests, by the number that each request carries.
final class Decisions: Sendable {
    /// The parameter that carries the number.
    static let parameter = "GATEHOUSE_TEST_REQUEST"

    private let decisions = Mutex<[String: TestResponse.Decision]>([:])
    private let next = Atomic<Int>(0)

    /// A new number for a request.
    func number() -> String {
        String(next.wrappingAdd(1, ordering: .relaxed).newValue)
    }

    func note(_ record: RequestRecord) {
        guard let number = record.parameters[Self.parameter] else { return }
        let decision: TestResponse.Decision =
            switch record.decision {
            case .refused: .refused
            case .unknown: .unknown
            case .denied: .denied
            case .allowed: .allowed
            }
        decisions.withLock { $0[number] = decision }
    }

    /// Removes and returns the decision about a request; `nil` if the request did not reach the gate.
    func take(_ number: String) -> TestResponse.Decision? {
        decisions.withLock { $0.removeValue(forKey: number) }
    }
}
