import Gatehouse
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Testing

@testable import GatehouseHummingbird

@Suite("An application that needs more than HTTP/1.1 does not start")
struct ServerCheckTests {
    /// A server of another kind, as the packages for HTTP/2 and WebSocket define them.
    private struct UpgradingChannel: ServerChildChannel {
        let inner: HTTP1Channel

        func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
            inner.setup(channel: channel, logger: logger)
        }

        func handle(value: HTTP1Channel.Value, logger: Logger) async {
            await inner.handle(value: value, logger: logger)
        }
    }

    @Test("A server that upgrades is an error that names it and the remedy")
    func otherServer() async throws {
        let server = HTTPServerBuilder { UpgradingChannel(inner: HTTP1Channel(responder: $0)) }
        let application = Application(router: Router(), server: server)
        let error = await #expect(throws: UnsupportedServerError.self) {
            try await application.runFastCGI(allow: .everyone)
        }
        #expect(error?.description.contains("UpgradingChannel") == true)
        #expect(error?.description.contains("server: .http1()") == true)
    }

    @Test("The usual server is accepted")
    func usualServer() throws {
        try ServerCheck.check(Application(router: Router()))
        try ServerCheck.check(
            Application(router: Router(), server: .http1(configuration: .init(idleTimeout: .seconds(1)))))
    }
}
