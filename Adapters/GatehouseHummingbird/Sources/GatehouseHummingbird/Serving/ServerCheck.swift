internal import Hummingbird
internal import HummingbirdCore

/// Checks that the server of an application speaks plain HTTP/1.1.
enum ServerCheck {
    /// Builds the server, which starts nothing, and looks at its type.
    ///
    /// - Throws: ``UnsupportedServerError``, or what the builder of the server throws.
    static func check(_ application: some ApplicationProtocol) throws {
        let server = try application.server.buildServer(
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: 0)),
            eventLoopGroup: application.eventLoopGroup,
            logger: application.logger,
            responder: { _, _, _ in }
        )
        guard server is HummingbirdCore.Server<HTTP1Channel> else {
            throw UnsupportedServerError(type: "\(type(of: server))")
        }
    }
}
