internal import FastCGI
internal import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

/// Appends the body of one request to an upload, and completes the upload.
struct UploadAppend {
    let uploads: ResumableUploads
    let key: UploadKey
    let owner: String
    let body: RequestBody
    /// The offset in the request.
    let offset: Int
    /// Whether the request has the end of the file.
    let isComplete: Bool
    /// The length of the file in the request.
    let length: Int?
    let complete: (ReceivedUpload) async throws -> Response

    func response() async throws -> Response {
        let lock = try await uploads.lock(key.turn)
        if let answer = try uploads.answer(key, of: owner) { return try await repeated(answer) }
        guard let turn = try UploadTurn(key, of: owner, in: uploads, lock) else { throw Denial.hidden }
        if let lastOffset = turn.state.lastOffset {
            guard try await isRepetition(lastOffset: lastOffset, length: turn.size) else {
                return UploadProblem.inconsistentLength.response(offset: turn.size, isComplete: false)
            }
            return try await finish(turn, turn.state, lock)
        }
        guard offset == turn.size else {
            return UploadProblem.mismatchingOffset(expected: turn.size, provided: offset)
                .response(offset: turn.size, isComplete: false)
        }
        var state = turn.state
        let end = body.length.map { offset.addingReportingOverflow($0).partialValue }
        let announced = [length, isComplete ? end : nil, state.length].compactMap { $0 }
        guard announced.allSatisfy({ $0 == announced[0] }), (announced.first ?? .max) >= max(end ?? 0, offset) else {
            return UploadProblem.inconsistentLength.response(offset: offset, isComplete: false)
        }
        guard body.length ?? 0 <= uploads.limits.piece, max(announced.first ?? 0, end ?? 0) <= state.limit else {
            throw tooLarge(state)
        }
        if state.length == nil, let length = announced.first {
            state.length = length
            try uploads.replace(key, state, isDurable: false)
        }
        _ = consume lock
        return try await appended(turn, state)
    }

    /// Appends the body in pieces.
    private func appended(_ turn: UploadTurn, _ state: UploadState) async throws -> Response {
        var size = turn.size
        let room = min((state.length ?? state.limit) - size, uploads.limits.piece)
        do {
            for try await piece in body.limited(to: room) {
                try await append(piece, turn, at: size)
                size += piece.count
            }
        } catch let error as RequestBodyError where error.code == .tooLarge {
            guard let length = state.length, length - turn.size <= uploads.limits.piece else { throw tooLarge(state) }
            return UploadProblem.inconsistentLength.response(offset: size, isComplete: false)
        }
        guard isComplete else {
            var headers: HTTPFields = [.cacheControl: "no-store"]
            headers.setUpload(offset: size, isComplete: false)
            return Response(status: .noContent, headers: headers)
        }
        guard state.length ?? size == size else {
            return UploadProblem.inconsistentLength.response(offset: size, isComplete: false)
        }
        let lock = try await uploads.lock(key.turn)
        guard try turn.continues(lock, at: size) else { throw Self.overtaken }
        var received = state
        received.length = size
        received.lastOffset = turn.size
        do throws(UploadError) {
            // From here on, no byte is appended. The bytes are on the disk before the program sees them.
            try uploads.attempt { () throws(SystemError) in try turn.file.synchronize() }
            try uploads.replace(key, received, isDurable: true)
        } catch {
            throw error.code == .full ? Self.full(offset: size) : error
        }
        return try await finish(turn, received, lock)
    }

    /// Appends one piece. The lock is taken for each, so that a later request can take the turn.
    private func append(_ piece: [UInt8], _ turn: UploadTurn, at size: Int) async throws {
        let lock = try await uploads.lock(key.turn)
        guard try turn.continues(lock, at: size) else { throw Self.overtaken }
        do throws(SystemError) {
            try turn.file.append(piece)
        } catch {
            guard error.isFull else { throw UploadError(.failed, "\(error)") }
            // A part of the piece can be in the file.
            throw Self.full(offset: try? turn.file.size)
        }
        _ = consume lock
    }

    // MARK: Completion

    /// Whether the request repeats the one that completed the file, or asks for the rest of its work without content.
    private func isRepetition(lastOffset: Int, length: Int) async throws -> Bool {
        guard isComplete, self.length ?? length == length else { return false }
        if offset == lastOffset { return body.length ?? (length - lastOffset) == length - lastOffset }
        guard offset == length else { return false }
        return try await hasNoContent
    }

    private var hasNoContent: Bool {
        get async throws {
            if let length = body.length { return length == 0 }
            var pieces = body.limited(to: uploads.limits.piece).makeAsyncIterator()
            return try await pieces.next() == nil
        }
    }

    private func repeated(_ answer: UploadAnswer) async throws -> Response {
        if try await isRepetition(lastOffset: answer.lastOffset, length: answer.length) {
            return try answer.response()
        }
        let problem = try await hasNoContent ? UploadProblem.completed : .inconsistentLength
        return problem.response(offset: answer.length, isComplete: true)
    }

    /// Passes the complete file to the program, and records its answer. The lock stays, so that this happens once.
    private func finish(
        _ turn: UploadTurn, _ state: UploadState, _ lock: borrowing FileLock
    ) async throws -> Response {
        let (uploads, key) = (uploads, key)
        let upload = ReceivedUpload(
            id: key.id, fileName: state.fileName, contentType: state.contentType, size: state.length ?? turn.size,
            note: state.note, file: turn.file,
            link: { (directory, name) throws(UploadError) in try uploads.link(key, into: directory, as: name) })
        let result: UploadAnswer.Result
        do {
            result = .response(try await complete(upload))
        } catch let error as HTTPError where (400...499).contains(error.status.code) {
            result = .error(error)
        }
        let answer = UploadAnswer(
            owner: owner, lastOffset: state.lastOffset ?? 0, length: upload.size, result: result)
        guard let bytes = answer.bytes else {
            throw UploadError(
                .failed,
                "the response to a complete upload needs a body in memory of at most \(UploadAnswer.longestBody) bytes")
        }
        try uploads.finish(key, bytes)
        return try answer.response()
    }

    // MARK: Errors

    private func tooLarge(_ state: UploadState) -> HTTPError {
        var headers: HTTPFields = [:]
        headers.setUpload(isComplete: false)
        headers.setUploadLimit(size: state.limit, piece: uploads.limits.piece, age: uploads.limits.seconds)
        return HTTPError(
            .contentTooLarge,
            "The request is too large. A file can have \(state.limit) bytes, and one request \(uploads.limits.piece).",
            headers: headers)
    }

    /// The error of a request whose turn another request has taken.
    private static var overtaken: HTTPError {
        HTTPError(.conflict, "A later request continues this upload.")
    }

    /// The error for a full disk. The offset is that of the file.
    static func full(offset: Int?) -> HTTPError {
        var headers: HTTPFields = [:]
        headers.setUpload(offset: offset, isComplete: false)
        return HTTPError(
            HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"),
            "The disk of the server is full, or the quota of its user is used up. Continue the upload later.",
            headers: headers)
    }
}
