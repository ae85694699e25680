import GRDB
import Gatehouse

/// What people get if the disk or the database cannot take a change. Nothing of the change is kept.
enum StorageFailures {
    static func translated(_ error: any Error) -> any Error {
        if let error = error as? DatabaseError {
            switch error.resultCode {
            case .SQLITE_BUSY: return busy
            case .SQLITE_FULL: return full
            default: return error
            }
        }
        if let error = error as? UploadError, error.code == .full { return full }
        return error
    }

    private static let busy = HTTPError(
        .serviceUnavailable, "The database is busy. Nothing was changed. Try again in a few seconds.",
        headers: [.retryAfter: "5"])

    private static let full = HTTPError(
        .init(code: 507, reasonPhrase: "Insufficient Storage"), "The disk is full. Nothing was changed.")
}
