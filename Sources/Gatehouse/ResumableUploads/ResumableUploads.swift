internal import FastCGI
internal import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

/// Uploads that a client sends in pieces and continues after an interruption, in a directory of the program.
///
/// ```swift
/// let site = try PrivateDirectory("/home/me/private/app", outside: "/home/me/public_html")
/// let uploads = try ResumableUploads(in: site, limits: ResumableUploadLimits(size: 10 << 30))
/// ```
///
/// ``Gate/uploads(_:allow:to:fileID:line:owner:begin:complete:)`` serves them. All processes of the program use
/// the same directory. The pieces of a file go directly to the disk; a piece causes no other write.
public final class ResumableUploads: Sendable {
    /// The limits.
    public let limits: ResumableUploadLimits

    let directory: OwnedDirectory

    /// How long the answer to a finished upload is kept, in seconds.
    static let answerAge: Int64 = 3600
    /// The largest file with a state or an answer.
    static let longestRecord = 256 * 1024
    /// How long a request waits for another one that uses the same upload.
    static let patience = Duration.seconds(5)

    /// Opens the directory `uploads` in a private directory, and creates it if it is missing.
    ///
    /// - Parameters:
    ///   - directory: the program's directory. It must be on the same file system as the directory to which complete uploads
    ///     move.
    ///   - limits: the limits.
    /// - Throws: ``PrivateDirectoryError`` if the directory is unsuitable.
    public init(in directory: PrivateDirectory, limits: ResumableUploadLimits) throws(PrivateDirectoryError) {
        self.directory = try directory.directory("uploads")
        self.limits = limits
    }

    /// The unfinished uploads of an owner, the oldest first.
    ///
    /// - Throws: ``UploadError/Code/failed`` if the directory cannot be read.
    public func pending(of owner: String) throws(UploadError) -> [PendingUpload] {
        let prefix = UploadKey.prefix(of: owner)
        var found: [PendingUpload] = []
        let names = Set(try attempt { () throws(SystemError) in try directory.names() })
        for name in names where name.utf8.starts(with: prefix.utf8) && name.hasSuffix(UploadKey.stateSuffix) {
            let id = String(name.dropFirst(prefix.utf8.count).dropLast(UploadKey.stateSuffix.utf8.count))
            guard let key = UploadKey(id, of: owner), !names.contains(key.answer),
                let upload = try pendingUpload(key, of: owner)
            else { continue }
            found.append(upload)
        }
        return found.sorted { ($0.modified, $0.id) < ($1.modified, $1.id) }
    }

    private func pendingUpload(_ key: UploadKey, of owner: String) throws(UploadError) -> PendingUpload? {
        guard let state = try state(key, of: owner) else { return nil }
        return try attempt { () throws(SystemError) in
            guard let modified = try directory.modified(key.data), let file = try file(key) else { return nil }
            return PendingUpload(
                id: key.id, fileName: state.fileName, contentType: state.contentType, length: state.length,
                offset: try file.size, limit: state.limit, note: state.note,
                modified: Timestamp(secondsSince1970: modified))
        }
    }

    /// Cancels an unfinished upload of an owner, and removes its bytes.
    ///
    /// - Returns: `false` if the owner has no such upload.
    /// - Throws: ``UploadError/Code/failed``.
    public func remove(_ id: String, of owner: String) throws(UploadError) -> Bool {
        guard let key = UploadKey(id, of: owner), try state(key, of: owner) != nil else { return false }
        try remove(key)
        return true
    }

    /// Removes unfinished uploads older than ``ResumableUploadLimits/age``, and old answers.
    ///
    /// A new upload does this too, at most once a minute.
    ///
    /// - Throws: ``UploadError/Code/failed``.
    public func removeExpired() throws(UploadError) {
        try removeExpired(now: WallClock.seconds)
    }

    func removeExpired(now: Int64) throws(UploadError) {
        do throws(SystemError) {
            try directory.removeLeftovers(before: now - Self.answerAge)
            let names = try directory.names()
            let existing = Set(names)
            for name in names {
                guard let dot = name.lastIndex(of: "."), let modified = try directory.modified(name) else { continue }
                let base = String(name[..<dot])
                switch name[dot...] {
                case UploadKey.answerSuffix:
                    // A process that was killed after it recorded the answer left the rest.
                    try removeFiles(base)
                    if modified < now - Self.answerAge { _ = try directory.remove(name) }
                case ".data":
                    if modified < now - limits.seconds { try removeExpired(base, before: now - limits.seconds) }
                case ".turn", UploadKey.stateSuffix:
                    // Left by a process that was killed while it removed or created an upload.
                    if modified < now - Self.answerAge, !existing.contains("\(base).data") {
                        _ = try directory.remove(name)
                    }
                default: continue
                }
            }
        } catch {
            throw UploadError(error)
        }
    }

    /// Removes an upload unless a request uses it. A writer changes the time of the file with each piece.
    private func removeExpired(_ base: String, before moment: Int64) throws(SystemError) {
        guard let lock = try directory.tryLock("\(base).turn") else { return }
        if let modified = try directory.modified("\(base).data"), modified < moment { try removeFiles(base) }
        _ = consume lock
    }

    /// Removes expired uploads unless another request did so in the last minute.
    func removeExpiredNowAndThen(now: Int64) throws(UploadError) {
        let isDue = try attempt { () throws(SystemError) in
            // The second condition repairs a time in the future, after the clock was set back.
            if let last = try directory.modified("swept"), last > now - 60, last <= now { return false }
            try directory.replace("swept", with: [], isDurable: false)
            return true
        }
        if isDue { try removeExpired(now: now) }
    }
}
