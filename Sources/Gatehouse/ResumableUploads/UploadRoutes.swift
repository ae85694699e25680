internal import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

/// Responds to one request for resumable uploads.
struct UploadRoutes {
    let uploads: ResumableUploads
    let request: GatehouseCore.Request
    let owner: String
    let begin: (UploadAnnouncement) async throws -> UploadGrant
    let complete: (ReceivedUpload) async throws -> Response

    static let partialUpload = "application/partial-upload"

    func response() async throws -> Response {
        let rest = (try? request.path.rest("rest")) ?? []
        guard let id = rest.first else { return try await collection() }
        guard rest.count == 1, let key = UploadKey(id, of: owner) else { throw Denial.hidden }
        switch request.method {
        case .get, .head: return try await offset(key)
        case .patch: return try await append(key)
        case .delete: return try await cancel(key)
        case .options:
            guard try exists(key) else { throw Denial.hidden }
            return options("GET, HEAD, PATCH, DELETE, OPTIONS")
        default: throw methodNotAllowed("GET, HEAD, PATCH, DELETE, OPTIONS")
        }
    }

    private func collection() async throws -> Response {
        switch request.method {
        case .post: return try await create()
        case .options: return options("POST, OPTIONS")
        default: throw methodNotAllowed("POST, OPTIONS")
        }
    }

    /// The response to OPTIONS, by which a client discovers resumable uploads.
    private func options(_ methods: String) -> Response {
        var headers: HTTPFields = [.allow: methods]
        headers.set("Accept-Patch", Self.partialUpload)
        setLimit(&headers)
        return Response(status: .noContent, headers: headers)
    }

    private func methodNotAllowed(_ methods: String) -> HTTPError {
        HTTPError(.methodNotAllowed, headers: [.allow: methods])
    }

    private func exists(_ key: UploadKey) throws -> Bool {
        if try uploads.answer(key, of: owner) != nil { return true }
        return try uploads.state(key, of: owner) != nil
    }

    // MARK: Begin

    private func create() async throws -> Response {
        let fields = UploadFields(request)
        guard let isComplete = fields.isComplete else {
            throw HTTPError(
                .badRequest, "The request needs the field Upload-Complete. This path accepts resumable uploads only.")
        }
        let known = isComplete ? request.body.length : nil
        if let known, let length = fields.length, known != length {
            return UploadProblem.inconsistentLength.response(offset: nil, isComplete: false)
        }
        let length = fields.length ?? known
        try uploads.removeExpiredNowAndThen(now: Timestamp.now.secondsSince1970)
        let (key, state) = try await begun(
            fileName: try request.headers[.contentDisposition].flatMap { try PartDisposition.fileName(in: $0) },
            length: length)
        do {
            var response = try await UploadAppend(
                uploads: uploads, key: key, owner: owner, body: request.body, offset: 0, isComplete: isComplete,
                length: length, complete: complete
            ).response()
            if !isComplete, response.status == .noContent {
                response.status = .created
                let segments = request.target.segments
                let path = PathText.path(segments.last == "" ? segments.dropLast() : segments)
                response.headers[.location] = "\(request.mountPath)\(path)/\(key.id)"
                setLimit(&response.headers, size: state.limit)
            }
            return response
        } catch {
            // The client does not know the URL of the upload. An answer that is recorded already stays.
            try? uploads.remove(key)
            throw error
        }
    }

    /// Asks the program, and creates the files of an upload.
    private func begun(fileName: String?, length: Int?) async throws -> (UploadKey, UploadState) {
        let lock = try await uploads.lock("begin-\(UploadKey.hash(of: owner) & 15)")
        let pending = try uploads.pending(of: owner)
        guard pending.count < uploads.limits.pending else {
            throw HTTPError(
                .tooManyRequests, "There are \(pending.count) unfinished uploads. Finish or cancel one of them first.")
        }
        let contentType = request.headers[.contentType].flatMap { $0.utf8.count <= 255 ? $0 : nil }
        let grant = try await begin(
            UploadAnnouncement(fileName: fileName, contentType: contentType, length: length, pending: pending))
        guard grant.note.utf8.count <= 4096 else {
            throw UploadError(.failed, "the note of an UploadGrant has more than 4 KiB")
        }
        let limit = max(min(uploads.limits.size, grant.limit ?? .max, ResumableUploadLimits.largestInteger), 0)
        if let length, length > limit {
            var headers: HTTPFields = [:]
            setLimit(&headers, size: limit)
            throw HTTPError(
                .contentTooLarge, "The file is too large. At most \(limit) bytes are allowed.", headers: headers)
        }
        if let length, try uploads.freeBytes() < length {
            throw UploadAppend.full(offset: nil)
        }
        let key = UploadKey(of: owner)
        let state = UploadState(
            owner: owner, fileName: fileName, contentType: contentType, length: length, limit: limit, note: grant.note)
        do throws(UploadError) {
            try uploads.create(key, state)
        } catch {
            throw error.code == .full ? UploadAppend.full(offset: nil) : error
        }
        _ = consume lock
        return (key, state)
    }

    // MARK: An upload

    private func offset(_ key: UploadKey) async throws -> Response {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        if let answer = try uploads.answer(key, of: owner) {
            headers.setUpload(offset: answer.length, isComplete: true, length: answer.length)
            return Response(status: .noContent, headers: headers)
        }
        guard let turn = try await UploadTurn(key, of: owner, in: uploads) else { throw Denial.hidden }
        headers.setUpload(offset: turn.size, isComplete: false, length: turn.state.length)
        setLimit(&headers, size: turn.state.limit)
        return Response(status: .noContent, headers: headers)
    }

    private func append(_ key: UploadKey) async throws -> Response {
        guard try exists(key) else { throw Denial.hidden }
        guard request.headers[.contentType].flatMap(MediaType.init)?.isType(Self.partialUpload) == true else {
            var headers: HTTPFields = [:]
            headers.set("Accept-Patch", Self.partialUpload)
            throw HTTPError(
                .unsupportedMediaType, "The request needs the Content-Type \(Self.partialUpload).", headers: headers)
        }
        let fields = UploadFields(request)
        guard let isComplete = fields.isComplete, let offset = fields.offset else {
            throw HTTPError(.badRequest, "The request needs the fields Upload-Offset and Upload-Complete.")
        }
        return try await UploadAppend(
            uploads: uploads, key: key, owner: owner, body: request.body, offset: offset, isComplete: isComplete,
            length: fields.length, complete: complete
        ).response()
    }

    private func cancel(_ key: UploadKey) async throws -> Response {
        guard try exists(key) else { throw Denial.hidden }
        // A request that is writing stops, because its turn is over.
        let lock = try await uploads.lock(key.turn)
        try uploads.remove(key)
        try uploads.removeAnswer(key)
        _ = consume lock
        return .noContent
    }

    private func setLimit(_ headers: inout HTTPFields, size: Int? = nil) {
        headers.setUploadLimit(
            size: size ?? uploads.limits.size, piece: uploads.limits.piece, age: uploads.limits.seconds)
    }
}
