import GatewayInterface
import Logging
import Testing

@testable import GatehouseCore

@Suite("The slots of background work")
struct BackgroundWorkQueueTests {
    /// Breaks if a slot that is released twice makes room for work beyond the limit.
    @Test("A slot is free once, however often it is released")
    func slotIsFreeOnce() throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let queue = BackgroundWorkQueue(limit: 2, limitPerRoute: 2, timeout: .seconds(10), logger: logger)
        func accept() throws -> BackgroundWork { try queue.accept("work", within: nil, route: "/") {} }
        let first = try accept()
        let second = try accept()
        #expect(throws: AfterResponseError.self) { try accept() }
        for _ in 0..<3 { first.slot.release() }
        let third = try accept()
        #expect(throws: AfterResponseError.self) { try accept() }
        for work in [second, third] { work.slot.release() }
        _ = try accept()
    }

    private func queue(limit: Int, limitPerRoute: Int) -> BackgroundWorkQueue {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return BackgroundWorkQueue(limit: limit, limitPerRoute: limitPerRoute, timeout: .seconds(10), logger: logger)
    }

    /// Breaks if routes that stay below their own limits can exceed the total limit together.
    @Test("The total limit holds over several routes")
    func totalLimitHoldsOverRoutes() throws {
        let queue = queue(limit: 2, limitPerRoute: 1)
        let work = try ["/a", "/b"].map { try queue.accept("work", within: nil, route: $0) {} }
        let error = #expect(throws: AfterResponseError.self) {
            try queue.accept("work", within: nil, route: "/c") {}
        }
        #expect(error.map { "\($0)".contains("all 2 are in use (backgroundWorkLimit)") } == true)
        work[0].slot.release()
        _ = try queue.accept("work", within: nil, route: "/c") {}
        _ = work
    }

    /// Breaks if the server ends too early or never because of the stuck work of a route.
    @Test("becomesStuck() is true exactly when stuck work holds all slots of the route")
    func becomesStuckAtRouteLimit() throws {
        let queue = queue(limit: 4, limitPerRoute: 2)
        func accept(_ route: String) throws -> BackgroundWork { try queue.accept("work", within: nil, route: route) {} }
        let first = try accept("/")
        let second = try accept("/")
        let other = try accept("/other")
        #expect(!second.slot.becomesStuck())
        #expect(!other.slot.becomesStuck(), "the stuck work of another route counts")
        second.slot.release()
        let third = try accept("/")
        #expect(!third.slot.becomesStuck(), "stuck work that has ended still counts")
        #expect(first.slot.becomesStuck())
        for work in [first, third, other] { work.slot.release() }
    }
}
