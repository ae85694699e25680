internal import Gatehouse
internal import HTTPTypes
internal import Hummingbird

/// Makes a response of the gate from a response of an application.
enum OutgoingResponse {
    /// The longest body that is collected. The web server then gets head and body at once, and an error in the closure of
    /// the body becomes a 500.
    private static let longestCollected = 64 * 1024

    /// Fields that belong to the connection between client and server (RFC 9110, section 7.6.1). The web server sets its own.
    private static let connectionFields: [HTTPField.Name] = [
        .connection, .transferEncoding, .upgrade, .te, .trailer, .keepAlive, .proxyConnection,
    ].compactMap { $0 }

    /// Converts a response.
    static func make(
        _ response: Hummingbird.Response, isHead: Bool
    ) async throws -> Gatehouse.Response {
        var headers = response.headers
        for name in connectionFields where headers.contains(name) { headers[fields: name] = [] }
        let announced = headers[.contentLength].flatMap { Int($0) }
        headers[.contentLength] = nil
        let body = response.body
        let hasNoBody = isHead || response.status == .notModified
        if hasNoBody {
            // The length is that of the response to GET.
            let length = announced ?? body.contentLength
            return Gatehouse.Response(status: response.status, headers: headers, body: .stream(length: length) { _ in })
        }
        let length = body.contentLength ?? announced
        if let length, length <= longestCollected {
            let bytes = try await OutgoingBody.collect(body)
            guard bytes.count == length else { throw WrongLength(announced: length, actual: bytes.count) }
            return Gatehouse.Response(status: response.status, headers: headers, body: .bytes(bytes))
        }
        return Gatehouse.Response(
            status: response.status, headers: headers,
            body: .stream(length: length) { writer in
                try await OutgoingBody.write(body, to: writer, flushes: length == nil)
            })
    }
}

extension HTTPField.Name {
    fileprivate static let keepAlive = HTTPField.Name("Keep-Alive")
    fileprivate static let proxyConnection = HTTPField.Name("Proxy-Connection")
}
