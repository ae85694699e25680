internal import GatewayInterface
internal import HTTPTypes

extension Form {
    /// Reads the form that a client sent in the body, as `application/x-www-form-urlencoded` or `multipart/form-data`.
    ///
    /// The body is read once, within ``bodyLimit``. Texts and files are kept within the limits of their fields. A longer body
    /// gives an invalid form with status 413, whose error names the limit.
    ///
    /// - Throws: ``HTTPError`` 415 for a body of another type, 400 for a malformed body, for far too many fields, and for an
    ///   unknown field if the form refuses those; and the errors of reading the body.
    public func submitted(by request: Request) async throws -> FormSubmission<Fields> {
        var reader = FormReader(self, request)
        let type = request.headers[.contentType].flatMap(MediaType.init)
        let isMultipart = type?.isType("multipart/form-data") == true
        let limit = isMultipart ? bodyLimit : min(bodyLimit, entries.textLimit)
        do {
            if isMultipart {
                let limits = MultipartLimits(
                    bytes: limit, fields: entries.valueLimit, files: entries.valueLimit, fieldBytes: limit,
                    allFieldBytes: limit, fileBytes: limit)
                for try await part in try request.parts(limits: limits) { try await reader.read(part) }
            } else {
                let limits = FieldLimits(count: entries.valueLimit, bytes: limit)
                for field in try await request.form(limits: limits).all { try reader.read(field) }
            }
        } catch let error as RequestBodyError where error.code == .tooLarge {
            reader.filled.reject(reader.filled.texts.formTooLarge(reader.filled.texts.size(limit)), .contentTooLarge)
            return .invalid(reader.filled)
        }
        if let tokens, !tokens.isValid(reader.token, for: request) {
            reader.filled.reject(reader.filled.texts.expired, .forbidden)
        }
        return reader.filled.submission()
    }

    /// Reads the form from the query, for a search.
    ///
    /// - Throws: ``HTTPError`` 400 for a malformed query, for far too many fields, and for an unknown field if the form
    ///   refuses those; 414 for a query that is too long.
    public func submitted(inQueryOf request: Request) throws -> FormSubmission<Fields> {
        var reader = FormReader(self, request)
        let limits = FieldLimits(count: entries.valueLimit, bytes: min(bodyLimit, entries.textLimit))
        for field in try request.query(limits: limits).all { try reader.read(field) }
        return reader.filled.submission()
    }
}

/// Puts what a client sends into the fields.
private struct FormReader<Fields: FormFields> {
    var filled: FilledForm<Fields>
    private var tokens: [String] = []
    private var form: Form<Fields> { filled.form }

    init(_ form: Form<Fields>, _ request: Request) {
        filled = FilledForm(form, for: request)
    }

    /// The token; `nil` if there is none or more than one.
    var token: String? { tokens.count == 1 ? tokens[0] : nil }

    mutating func read(_ field: GatehouseCore.Fields.Field) throws {
        guard let index = form.indices[ExactText(field.name)] else {
            return try ignore(field.name, field.value)
        }
        let (control, limit) = form.limits(index)
        guard filled.inputs[index].hasRoom(for: control, isFile: false) else { return }
        let isCut = field.value.utf8.count > limit
        let text = isCut ? try FieldInput.text(ofCut: Array(field.value.utf8.prefix(limit))[...]) : field.value
        filled.inputs[index].add(text, isCut: isCut)
    }

    mutating func read(_ part: Part) async throws {
        guard let index = form.indices[ExactText(part.name)] else {
            guard form.isExpected(part.name) else { return try ignore(part.name, "") }
            return try ignore(part.name, try await part.text(upTo: 1024))
        }
        let (control, limit) = form.limits(index)
        if let fileName = part.fileName {
            return try await read(part, fileName, control, index)
        }
        guard filled.inputs[index].hasRoom(for: control, isFile: false) else { return }
        let (bytes, isCut) = try await part.first(limit)
        guard !bytes.contains(0) else { throw HTTPError(.badRequest, "The field contains a NUL.", field: part.name) }
        do throws(ClientTextError) {
            let text = isCut ? try FieldInput.text(ofCut: bytes[...]) : try ClientText.string(bytes[...])
            filled.inputs[index].add(text, isCut: isCut)
        } catch {
            throw HTTPError(.badRequest, "The field \(error).", field: part.name)
        }
    }

    /// Reads a file. The name is empty if the person chose none.
    private mutating func read(
        _ part: Part, _ fileName: String, _ control: FieldControl, _ index: Int
    ) async throws {
        let (bytes, isCut) = try await part.first(control.fileBytes ?? 0)
        if fileName.isEmpty, bytes.isEmpty, !isCut { return }
        guard filled.inputs[index].hasRoom(for: control, isFile: true) else { return }
        let name = fileName.isEmpty ? "file" : fileName
        if isCut {
            filled.inputs[index].fault = .fileTooLarge(name: name)
        } else {
            filled.inputs[index].file = FormFile(fileName: name, bytes: bytes)
        }
    }

    /// Handles a field that the form does not declare.
    private mutating func ignore(_ name: String, _ value: String) throws(HTTPError) {
        if name.hasSameBytes(as: Form<Fields>.charsetName) {
            // RFC 7578, section 4.6: other readers treat this field as the encoding of all fields.
            guard MediaType.namesUTF8(value) else {
                throw HTTPError(.unsupportedMediaType, "The form is not in UTF-8.", field: name)
            }
        } else if let tokens = form.tokens, name.hasSameBytes(as: tokens.fieldName) {
            self.tokens.append(value)
        } else if form.refusesUnknownFields {
            throw HTTPError(.badRequest, "The form has no such field.", field: name)
        }
    }
}

extension Form {
    fileprivate static var charsetName: String { "_charset_" }

    fileprivate func limits(_ index: Int) -> (FieldControl, textBytes: Int) {
        (entries[index].definition.control, entries[index].definition.textBytes)
    }

    /// Whether the value of a field that is not declared is needed.
    fileprivate func isExpected(_ name: String) -> Bool {
        name.hasSameBytes(as: Self.charsetName) || tokens.map { name.hasSameBytes(as: $0.fieldName) } == true
    }
}

extension Part {
    /// The content up to a limit, and whether there is more, which is not kept.
    fileprivate func first(_ limit: Int) async throws -> (bytes: [UInt8], isCut: Bool) {
        var bytes: [UInt8] = []
        for try await piece in self {
            guard piece.count <= limit - bytes.count else { return (bytes + piece.prefix(limit - bytes.count), true) }
            if bytes.isEmpty { bytes = piece } else { bytes += piece }
        }
        return (bytes, false)
    }
}
