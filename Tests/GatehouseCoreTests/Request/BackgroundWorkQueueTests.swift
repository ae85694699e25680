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
}
