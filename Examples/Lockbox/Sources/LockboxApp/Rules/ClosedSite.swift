import Foundation
import Gatehouse

/// A site whose storage cannot be used at the start of the process. It refuses every request, and says why.
///
/// The process ends after a response, so that a new one can open the storage.
enum ClosedSite {
    /// The gate, or `nil` if waiting does not help.
    static func gate(after error: any Error, _ configuration: GateConfiguration) -> Gate? {
        guard StorageFailures.isBusy(error) || StorageFailures.isFull(error) else { return nil }
        let refusal = HTTPError(
            .serviceUnavailable,
            StorageFailures.isFull(error)
                ? "The disk of the server is full. Nothing was changed." : "The database is busy. Nothing was changed.",
            headers: [.retryAfter: "5"])
        // No request gets further: there is no evidence of this type.
        let closed = Access<Never>("usable storage") { request in
            request.logger.error("the storage cannot be used: \(error)")
            // The program finishes this request. A CGI process ends in any case. The threads that serve block the signal, so
            // it goes to the process.
            if ProcessInfo.processInfo.environment["GATEWAY_INTERFACE"] == nil { kill(getpid(), SIGTERM) }
            throw refusal
        }
        var gate = Gate()
        gate.configuration = configuration
        gate.errorPage(ErrorPage.init)
        for method in [HTTPRequest.Method.get, .post, .patch, .delete] {
            for path in ["/", "/{path...}"] {
                gate.on(method, path, allow: closed) { (_: Request, _: Never) -> String in }
            }
        }
        for name in ["first-link", "new-password", "backup", "restore"] {
            gate.command(name, help: "needs the storage") { _ in throw StorageFailures.ofCommand(error) }
        }
        return gate
    }
}
