import Foundation
import GRDB
import Gatehouse

/// What people get if the disk or the database cannot take a change. Nothing of the change is kept.
enum StorageFailures {
    /// The error with which a request ends. Other errors stay as they are.
    static func translated(_ error: any Error) -> any Error {
        if isBusy(error) {
            return HTTPError(
                .serviceUnavailable, "The database is busy. Nothing was changed. Try again in a few seconds.",
                headers: [.retryAfter: "5"])
        }
        if isFull(error) {
            return HTTPError(
                .init(code: 507, reasonPhrase: "Insufficient Storage"), "The disk is full. Nothing was changed.")
        }
        return error
    }

    /// The error with which a command ends.
    static func ofCommand(_ error: any Error) -> any Error {
        if isBusy(error) { return CommandError("the database is busy; try again", exitStatus: 75) }
        if isFull(error) { return CommandError("the disk is full; nothing was changed", exitStatus: 75) }
        return error
    }

    /// Whether another process held a lock for longer than the busy timeout.
    static func isBusy(_ error: any Error) -> Bool {
        [.SQLITE_BUSY, .SQLITE_LOCKED].contains((error as? DatabaseError)?.resultCode)
    }

    /// Whether the file system or the quota of the user is full.
    static func isFull(_ error: any Error) -> Bool {
        switch error {
        case let error as DatabaseError:
            // The second is the file that SQLite shares with other processes, the third the journal.
            return error.resultCode == .SQLITE_FULL
                || [.SQLITE_IOERR_SHMSIZE, .SQLITE_IOERR_WRITE].contains(error.extendedResultCode)
        case let error as UploadError: return error.code == .full
        case let error as PrivateDirectoryError: return error.isFull
        case let error as CocoaError: return error.code == .fileWriteOutOfSpace
        default: return false
        }
    }
}
