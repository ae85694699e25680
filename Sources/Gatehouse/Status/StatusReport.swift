internal import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

/// The status as a response.
struct StatusReport: ResponseConvertible {
    private let status: ServerStatus
    private let format: StatusFormat

    /// - Parameter status: `nil` if the server notes nothing.
    /// - Throws: 503 without a status.
    init(_ status: ServerStatus?, _ format: StatusFormat) throws(HTTPError) {
        guard let status else {
            throw HTTPError(.serviceUnavailable, "This process notes no status. Its log says why.")
        }
        self.status = status
        self.format = format
    }

    func response(to request: GatehouseCore.Request) throws -> Response {
        var response =
            switch format {
            case .page: StatusPage(status).page(nonce: request.nonce).response(to: request)
            case .json: text("application/json", StatusJSON.text(status))
            case .metrics:
                text("application/openmetrics-text; version=1.0.0; charset=utf-8", StatusMetrics.text(status))
            }
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func text(_ type: String, _ text: String) -> Response {
        Response(status: .ok, headers: [.contentType: type], body: .text(text))
    }
}
