internal import Gatehouse
internal import HTTPTypes
internal import Hummingbird

/// Makes a request of Hummingbird from a request that the gate has let pass.
struct IncomingRequest {
    private let request: Gatehouse.Request

    init(_ request: Gatehouse.Request) {
        self.request = request
    }

    /// The request.
    ///
    /// - Parameter dropped: the number of segments at the beginning of the path that the application does not see.
    func hummingbird(dropping dropped: Int) -> Hummingbird.Request {
        let head = HTTPRequest(
            method: request.method,
            scheme: request.isSecure ? "https" : "http",
            authority: request.parameters["HTTP_HOST"] ?? request.host,
            path: path(dropping: dropped),
            headerFields: fields
        )
        return Hummingbird.Request(head: head, body: body)
    }

    /// The path and the query as the client sent them, below the mount and the dropped segments.
    private func path(dropping dropped: Int) -> String {
        let uri = request.parameters.bytes(of: "REQUEST_URI") ?? []
        let query = uri.firstIndex(of: UInt8(ascii: "?")).map { uri[$0...] } ?? []
        let path = uri.prefix { $0 != UInt8(ascii: "?") }
        // The gate has decoded the same segments, without those of the mount.
        let segments = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .suffix(request.target.segments.count).dropFirst(dropped)
        let below = segments.map { "/" + String(decoding: $0, as: UTF8.self) }.joined()
        return (below.isEmpty ? "/" : below) + String(decoding: query, as: UTF8.self)
    }

    /// The header fields. As on Hummingbird's own server, `Host` is not among them: it is the authority.
    private var fields: HTTPFields {
        var fields = HTTPFields()
        fields.reserveCapacity(request.parameters.count)
        for (name, value) in request.parameters {
            guard let field = Self.name(name) else { continue }
            // Web servers pass empty values for fields that the client did not send.
            if value.isEmpty, field == .contentType || field == .contentLength { continue }
            fields.append(HTTPField(name: field, value: String(decoding: value, as: UTF8.self)))
        }
        return fields
    }

    /// The name of the field of a CGI variable; `nil` for all other variables.
    private static func name(_ variable: ArraySlice<UInt8>) -> HTTPField.Name? {
        if variable.elementsEqual("CONTENT_TYPE".utf8) { return .contentType }
        if variable.elementsEqual("CONTENT_LENGTH".utf8) { return .contentLength }
        // nginx passes both of them a second time. The host is not among the fields.
        guard variable.starts(with: prefix), !repeated.contains(where: variable.elementsEqual) else { return nil }
        let name = variable.dropFirst(prefix.count).map { byte in
            switch byte {
            case UInt8(ascii: "_"): UInt8(ascii: "-")
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 0x20
            default: byte
            }
        }
        return HTTPField.Name(String(decoding: name, as: UTF8.self))
    }

    private static let prefix = Array("HTTP_".utf8)
    private static let repeated = ["HTTP_HOST", "HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"].map { Array($0.utf8) }

    private var body: Hummingbird.RequestBody {
        if request.body.length == 0 { return .init(buffer: ByteBuffer()) }
        return .init(asyncSequence: IncomingBody(body: request.body))
    }
}
