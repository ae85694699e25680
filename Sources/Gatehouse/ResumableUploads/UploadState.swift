/// What the program knows about an unfinished upload. The number of the bytes is that of the file with the bytes.
struct UploadState: Sendable, Hashable {
    let owner: String
    let fileName: String?
    let contentType: String?
    /// The length of the file; `nil` until the client announces it.
    var length: Int?
    /// The largest number of bytes.
    let limit: Int
    let note: String
    /// The offset of the request that completed the file; `nil` until all bytes are there. No byte is appended after that.
    var lastOffset: Int?
}

extension UploadState {
    init?(_ bytes: [UInt8]) {
        guard let record = UploadRecord(bytes), let owner = record["owner"], let limit = record[number: "limit"],
            let note = record["note"]
        else { return nil }
        self.init(
            owner: owner, fileName: record["fileName"], contentType: record["contentType"],
            length: record[number: "length"], limit: limit, note: note, lastOffset: record[number: "lastOffset"])
    }

    var bytes: [UInt8] {
        var record = UploadRecord()
        record["owner"] = owner
        record["fileName"] = fileName
        record["contentType"] = contentType
        record[number: "length"] = length
        record[number: "limit"] = limit
        record["note"] = note
        record[number: "lastOffset"] = lastOffset
        return record.bytes
    }

    func isOwned(by owner: String) -> Bool { self.owner.utf8.elementsEqual(owner.utf8) }
}
