internal import HTTPTypes

/// A response that a browser saves as a file instead of showing it.
///
/// ```swift
/// Download("Report \(year).csv", type: "text/csv; charset=utf-8", body: .text(report))
/// ```
///
/// The name can be any text: ``ContentDisposition`` turns it into a safe file name.
public struct Download: Sendable, ResponseConvertible {
    /// The file name that the browser suggests.
    public var name: String

    /// The media type, such as `text/csv; charset=utf-8`.
    public var type: String

    /// The content.
    public var body: ResponseBody

    /// Creates a download.
    ///
    /// - Parameters:
    ///   - name: the file name that the browser suggests; `download` if it is empty.
    ///   - type: the media type. An invalid field value makes the response a 500.
    ///   - body: the content.
    public init(_ name: String, type: String = "application/octet-stream", body: ResponseBody) {
        self.name = name
        self.type = type
        self.body = body
    }

    /// Returns status 200 with the content as an attachment.
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
