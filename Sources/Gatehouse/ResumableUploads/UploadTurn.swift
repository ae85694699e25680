internal import FastCGI
internal import GatehouseCore

/// The turn of one request at an upload. A later request for the same upload takes the turn, and the earlier one can no longer
/// append bytes.
///
/// A client repeats a request after an interruption that the server has not noticed yet. So the server ends the earlier
/// request instead of waiting for it.
struct UploadTurn: Sendable {
    let state: UploadState
    /// The number of bytes at the beginning of the turn.
    let size: Int
    let file: GrowingFile
    private let number: UInt64

    /// Takes the turn at an upload; `nil` if the owner has no such upload.
    init?(_ key: UploadKey, of owner: String, in uploads: ResumableUploads) async throws {
        // First without the lock, because locking would create its file.
        guard try uploads.state(key, of: owner) != nil else { return nil }
        let lock = try await uploads.lock(key.turn)
        try self.init(key, of: owner, in: uploads, lock)
        _ = consume lock
    }

    /// Takes the turn with the lock of the upload.
    init?(
        _ key: UploadKey, of owner: String, in uploads: ResumableUploads, _ lock: borrowing FileLock
    ) throws {
        guard let state = try uploads.state(key, of: owner),
            let file = try uploads.attempt({ () throws(SystemError) in try uploads.file(key) })
        else { return nil }
        let number = UInt64.random(in: 1 ... .max)
        do throws(SystemError) {
            try lock.setNumber(number)
            size = try file.size
        } catch {
            throw UploadError(error)
        }
        self.state = state
        self.file = file
        self.number = number
    }

    /// Whether the turn continues: no other request has taken it, and the file has this number of bytes.
    func continues(_ lock: borrowing FileLock, at size: Int) throws(UploadError) -> Bool {
        do throws(SystemError) {
            guard try lock.number == number else { return false }
            return try file.size == size
        } catch {
            throw UploadError(error)
        }
    }
}
