internal import HTTPTypes

/// An answer that a browser saves as a file and does not show.
///
/// ```swift
/// Download("Report \(year).csv", type: "text/csv; charset=utf-8", body: .text(report))
/// ```
///
/// The name may hold anything: ``ContentDisposition`` makes nothing but a name on the client's disk of it.
public struct Download: Sendable, ResponseConvertible {
    /// The name under which the file is offered.
    public var name: String

    /// The media type, such as `text/csv; charset=utf-8`.
    public var type: String

    /// The content.
    public var body: ResponseBody

    /// Creates a download.
    ///
    /// - Parameters:
    ///   - name: under which the file is offered; `download` if it is empty.
    ///   - type: the media type. One that is no valid field value makes the answer a 500.
    ///   - body: the content.
    public init(_ name: String, type: String = "application/octet-stream", body: ResponseBody) {
        self.name = name
        self.type = type
        self.body = body
    }

    /// Status 200 and the content, as an attachment.
    public func response(to request: Request) throws -> Response {
        guard HTTPField.isValidValue(type), !type.isEmpty else { throw InvalidFieldError(name: .contentType) }
        return Response(
            status: .ok,
            headers: [
                .contentType: type, .contentDisposition: ContentDisposition.attachment(name).field,
                .xContentTypeOptions: "nosniff",
            ],
            body: body
        )
    }
}
