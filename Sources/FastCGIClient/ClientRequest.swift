/// A request to a FastCGI application.
public struct ClientRequest: Sendable {
    /// The role in FCGI_BEGIN_REQUEST: 1 responder, 2 authorizer, 3 filter.
    public var role: UInt16

    /// The parameters, in sending order.
    public var parameters: [(name: String, value: String)]

    /// The body.
    public var body: [UInt8]

    /// Creates a request.
    public init(_ parameters: [(name: String, value: String)], body: [UInt8] = [], role: UInt16 = 1) {
        self.role = role
        self.parameters = parameters
        self.body = body
    }

    /// The records of the request: begin, parameters, body.
    public func records(keepsConnection: Bool = false, requestID: UInt16 = 1) -> [Record] {
        [Record.beginRequest(role: role, keepsConnection: keepsConnection, requestID: requestID)]
            + Record.stream(.parameters, NameValuePairs.encode(parameters), requestID: requestID)
            + Record.stream(.standardInput, body, requestID: requestID)
    }

    /// The records as bytes.
    public func bytes(keepsConnection: Bool = false, requestID: UInt16 = 1) -> [UInt8] {
        records(keepsConnection: keepsConnection, requestID: requestID).flatMap(\.bytes)
    }
}
