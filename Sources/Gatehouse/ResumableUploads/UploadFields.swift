internal import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

/// The header fields of a request for a resumable upload. A field with a malformed value counts as absent.
struct UploadFields {
    /// `Upload-Complete`: whether the request has the end of the file.
    let isComplete: Bool?
    /// `Upload-Offset`: the position of the request's content in the file.
    let offset: Int?
    /// `Upload-Length`: the length of the file.
    let length: Int?

    init(_ request: GatehouseCore.Request) {
        isComplete = Self.value(of: "Upload-Complete", request).flatMap(Self.boolean)
        offset = Self.value(of: "Upload-Offset", request).flatMap(Self.integer)
        length = Self.value(of: "Upload-Length", request).flatMap(Self.integer)
    }

    private static func value(of name: String, _ request: GatehouseCore.Request) -> ArraySlice<UInt8>? {
        guard let name = HTTPField.Name(name), let value = request.headers[name] else { return nil }
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        // Parameters of an item (RFC 9651, section 3.1.2) have no meaning here.
        var item = Array(value.utf8)[...].prefix { $0 != UInt8(ascii: ";") }.drop(while: isSpace)
        while let last = item.last, isSpace(last) { item.removeLast() }
        return item
    }

    private static func boolean(_ item: ArraySlice<UInt8>) -> Bool? {
        item.elementsEqual("?1".utf8) ? true : item.elementsEqual("?0".utf8) ? false : nil
    }

    private static func integer(_ item: ArraySlice<UInt8>) -> Int? {
        guard (1...15).contains(item.count), item.allSatisfy(\.isASCIIDigit) else { return nil }
        return item.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}

extension HTTPFields {
    /// Sets `Upload-Offset`, `Upload-Complete` and `Upload-Length`.
    mutating func setUpload(offset: Int? = nil, isComplete: Bool? = nil, length: Int? = nil) {
        set("Upload-Offset", offset.map(String.init))
        set("Upload-Complete", isComplete.map { $0 ? "?1" : "?0" })
        set("Upload-Length", length.map(String.init))
    }

    /// Sets `Upload-Limit`.
    mutating func setUploadLimit(size: Int, piece: Int, age: Int64) {
        let largest = ResumableUploadLimits.largestInteger
        let values = [("max-size", size), ("max-append-size", piece), ("max-age", Int(clamping: age))]
        set("Upload-Limit", values.map { "\($0)=\(Swift.max(Swift.min($1, largest), 0))" }.joined(separator: ", "))
    }

    mutating func set(_ name: String, _ value: String?) {
        guard let value, let name = HTTPField.Name(name) else { return }
        self[name] = value
    }
}
