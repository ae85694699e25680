internal import GatehouseCore
internal import HTTPTypes

/// The response to a finished upload, which a client gets again if it repeats its last request.
struct UploadAnswer: Sendable {
    /// The final result of the program.
    enum Result: Sendable {
        case response(Response)
        case error(HTTPError)
    }

    let owner: String
    /// The offset of the last request with content.
    let lastOffset: Int
    /// The length of the file.
    let length: Int
    let result: Result

    /// The largest body that is kept.
    static let longestBody = 64 * 1024

    func isOwned(by owner: String) -> Bool { self.owner.utf8.elementsEqual(owner.utf8) }

    /// The response, with the completeness of the upload.
    ///
    /// - Throws: the `HTTPError` if the program threw one.
    func response() throws -> Response {
        switch result {
        case .response(var response):
            response.headers.setUpload(offset: length, isComplete: true)
            return response
        case .error(let error):
            var headers = error.headers
            headers.setUpload(offset: length, isComplete: true)
            throw HTTPError(error.status, error.message, field: error.field, headers: headers)
        }
    }
}

extension UploadAnswer {
    init?(_ bytes: [UInt8]) {
        guard let record = UploadRecord(bytes), let owner = record["owner"], let length = record[number: "length"],
            let lastOffset = record[number: "lastOffset"], let code = record[number: "status"],
            (200...599).contains(code)
        else { return nil }
        let status = HTTPResponse.Status(code: code)
        var headers: HTTPFields = [:]
        for line in record.all("header") {
            let parts = line.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = HTTPField.Name(String(decoding: parts[0], as: UTF8.self)) else {
                return nil
            }
            headers.append(HTTPField(name: name, value: String(decoding: parts[1], as: UTF8.self)))
        }
        self.owner = owner
        self.length = length
        self.lastOffset = lastOffset
        if let body = record.all("body").first {
            result = .response(Response(status: status, headers: headers, body: .bytes(body)))
        } else {
            result = .error(HTTPError(status, record["message"], field: record["field"], headers: headers))
        }
    }

    /// The file; `nil` for a response with a body that is too long or not in memory.
    var bytes: [UInt8]? {
        var record = UploadRecord()
        record["owner"] = owner
        record[number: "length"] = length
        record[number: "lastOffset"] = lastOffset
        let headers: HTTPFields
        switch result {
        case .response(let response):
            guard case .bytes(let body) = response.body.storage, body.count <= Self.longestBody else { return nil }
            record[number: "status"] = response.status.code
            record.append("body", body)
            headers = response.headers
        case .error(let error):
            record[number: "status"] = error.status.code
            record["message"] = error.message
            record["field"] = error.field
            headers = error.headers
        }
        // A cookie belongs to one response only.
        for field in headers where field.name != .setCookie {
            record.append("header", Array(field.name.rawName.utf8) + [0] + Array(field.value.utf8))
        }
        return record.bytes
    }
}
