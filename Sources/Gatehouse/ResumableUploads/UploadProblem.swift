internal import GatehouseCore
internal import HTTPTypes

/// The problem details (RFC 9457) that the draft defines for resumable uploads.
enum UploadProblem {
    case mismatchingOffset(expected: Int, provided: Int)
    case completed
    case inconsistentLength

    private var type: String {
        switch self {
        case .mismatchingOffset: "mismatching-upload-offset"
        case .completed: "completed-upload"
        case .inconsistentLength: "inconsistent-upload-length"
        }
    }

    private var title: String {
        switch self {
        case .mismatchingOffset: "The offset of the request is not the offset of the upload."
        case .completed: "The upload is already complete."
        case .inconsistentLength: "The request does not fit the length of the upload."
        }
    }

    /// The response, with the correct offset and completeness.
    func response(offset: Int?, isComplete: Bool?) -> Response {
        var json = "{\"type\": \"https://iana.org/assignments/http-problem-types#\(type)\", \"title\": \"\(title)\""
        if case .mismatchingOffset(let expected, let provided) = self {
            json += ", \"expected-offset\": \(expected), \"provided-offset\": \(provided)"
        }
        let status: HTTPResponse.Status = if case .mismatchingOffset = self { .conflict } else { .badRequest }
        var headers: HTTPFields = [.contentType: "application/problem+json", .cacheControl: "no-store"]
        headers.setUpload(offset: offset, isComplete: isComplete)
        return Response(status: status, headers: headers, body: .text(json + "}\n"))
    }
}
