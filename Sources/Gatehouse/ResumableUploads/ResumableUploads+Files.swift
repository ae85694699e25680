internal import FastCGI
internal import GatehouseCore
internal import HTTPTypes

/// The files of the uploads. An upload exists while it has a state and a file with its bytes.
extension ResumableUploads {
    /// The state of an unfinished upload; `nil` if the owner has no such upload.
    func state(_ key: UploadKey, of owner: String) throws(UploadError) -> UploadState? {
        let bytes = try attempt { () throws(SystemError) in
            try directory.contents(of: key.state, limit: Self.longestRecord)?.bytes
        }
        guard let bytes, let state = UploadState(bytes), state.isOwned(by: owner) else { return nil }
        return state
    }

    /// The answer to a finished upload; `nil` if the owner has no such upload.
    func answer(_ key: UploadKey, of owner: String) throws(UploadError) -> UploadAnswer? {
        let bytes = try attempt { () throws(SystemError) in
            try directory.contents(of: key.answer, limit: Self.longestRecord)?.bytes
        }
        guard let bytes, let answer = UploadAnswer(bytes), answer.isOwned(by: owner) else { return nil }
        return answer
    }

    /// The file with the bytes of an upload; `nil` if it does not exist.
    func file(_ key: UploadKey) throws(SystemError) -> GrowingFile? {
        do throws(SystemError) {
            return try directory.growingFile(key.data)
        } catch  where error.isMissing {
            return nil
        }
    }

    /// Creates the files of an upload. The state comes last, so that a killed process leaves no upload without bytes.
    func create(_ key: UploadKey, _ state: UploadState) throws(UploadError) {
        try attempt { () throws(SystemError) in
            try directory.create(key.data, [], isDurable: false)
            do throws(SystemError) {
                try directory.create(key.state, state.bytes, isDurable: true)
            } catch {
                _ = try? directory.remove(key.data)
                throw error
            }
        }
    }

    /// Replaces the state of an upload that exists.
    func replace(_ key: UploadKey, _ state: UploadState, isDurable: Bool) throws(UploadError) {
        try attempt { () throws(SystemError) in
            _ = try directory.exchange(key.state, with: state.bytes, isDurable: isDurable)
        }
    }

    /// Records the answer to a finished upload, and removes its other files.
    func finish(_ key: UploadKey, _ answer: [UInt8]) throws(UploadError) {
        try attempt { () throws(SystemError) in try directory.replace(key.answer, with: answer, isDurable: true) }
        // The answer decides, so a failure here only delays the removal.
        try? remove(key)
    }

    /// Removes the files of an unfinished upload. The state goes first, so that the upload no longer exists.
    func remove(_ key: UploadKey) throws(UploadError) {
        let base = String(key.state.dropLast(UploadKey.stateSuffix.utf8.count))
        try attempt { () throws(SystemError) in try removeFiles(base) }
    }

    func removeAnswer(_ key: UploadKey) throws(UploadError) {
        _ = try attempt { () throws(SystemError) in try directory.remove(key.answer) }
    }

    /// The number of bytes that fit on the disk.
    func freeBytes() throws(UploadError) -> Int {
        try attempt { () throws(SystemError) in try directory.freeBytes() }
    }

    func removeFiles(_ base: String) throws(SystemError) {
        for suffix in [UploadKey.stateSuffix, ".data", ".turn"] { _ = try directory.remove(base + suffix) }
    }

    /// Locks a file of the directory. It waits for a few seconds while another request has it.
    ///
    /// - Throws: `HTTPError` 503 if the other request does not end.
    func lock(_ name: String) async throws -> FileLock {
        let end = ContinuousClock.now + Self.patience
        while true {
            do throws(SystemError) {
                if let lock = try directory.tryLock(name) { return lock }
            } catch {
                throw UploadError(error)
            }
            guard ContinuousClock.now < end else {
                throw HTTPError(
                    .serviceUnavailable, "Another request uses this upload. Try again.", headers: [.retryAfter: "1"])
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Passes the error of a system call on as one of the library.
    func attempt<Result>(_ work: () throws(SystemError) -> Result) throws(UploadError) -> Result {
        do throws(SystemError) {
            return try work()
        } catch {
            throw UploadError(error)
        }
    }
}

extension ResumableUploads {
    /// Gives the bytes of an upload a name in another directory.
    func link(_ key: UploadKey, into target: UploadDirectory, as name: String) throws(UploadError) {
        try UploadDirectory.check(name)
        do throws(SystemError) {
            try directory.link(key.data, into: target.directory, as: name)
        } catch {
            throw UploadError(error, "as \(name.debugDescription) in \(target.path)")
        }
    }
}
