internal import GatewayInterface
internal import HTTPTypes

extension Request {
    /// The fields of the query; empty if the request has no query.
    ///
    /// - Throws: ``HTTPError`` 400 for malformed or too many fields, 414 for a query that is too long.
    public func query(limits: FieldLimits = FieldLimits()) throws(HTTPError) -> Fields {
        let query = target.query.map { Array($0.utf8) } ?? []
        guard query.count <= limits.bytes else {
            throw HTTPError(.uriTooLong, "The query is longer than \(limits.bytes) bytes.")
        }
        return try Fields(query, limits: limits)
    }

    /// Decodes the query as a value of a type.
    ///
    /// ```swift
    /// struct Search: Decodable { var q: String; var page: Int? }
    /// let search = try request.query(as: Search.self)             // ?q=swift&page=2
    /// ```
    ///
    /// - Throws: ``HTTPError`` 400 for a malformed query, 422 for a field that is missing or has an invalid value. The
    ///   message names the field.
    public func query<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try FieldDecoder(fields: query()).decode(type)
    }

    /// The fields of a form in the body (`application/x-www-form-urlencoded`).
    ///
    /// - Throws: ``HTTPError`` 415 for a body of another type, 400 for a malformed body, and `RequestBodyError` (413
    ///   for the client) for a body that is too long, before it is in memory.
    public func form(limits: FieldLimits = FieldLimits()) async throws -> Fields {
        let type = headers[.contentType].flatMap(MediaType.init)
        guard let type, type.isType("application/x-www-form-urlencoded"), type.isInUTF8 else {
            throw HTTPError(.unsupportedMediaType, "The body must be application/x-www-form-urlencoded.")
        }
        return try Fields(try await body.collect(upTo: limits.bytes), limits: limits)
    }

    /// Decodes a form in the body as a value of a type.
    ///
    /// ```swift
    /// struct Draft: Decodable { var title: String; var isPublic: Bool }
    /// gate.post("/notes", allow: member) { request, member in
    ///     let draft = try await request.form(as: Draft.self)
    ///     …
    /// }
    /// ```
    ///
    /// - Throws: the errors of ``form(limits:)``, and ``HTTPError`` 422 for a field that is missing or has an invalid
    ///   value.
    public func form<Value: Decodable>(
        as type: Value.Type = Value.self,
        limits: FieldLimits = FieldLimits()
    ) async throws -> Value {
        try FieldDecoder(fields: try await form(limits: limits)).decode(type)
    }
}

extension Request {
    /// Whether the client wants JSON and not a page, according to `Accept` or because it sent JSON itself.
    var prefersJSON: Bool {
        if let type = headers[.contentType].flatMap(MediaType.init), type.isJSON { return true }
        guard let accept = headers[.accept] else { return false }
        let types = accept.utf8.split(separator: UInt8(ascii: ","))
            .compactMap { MediaType(String(Substring($0))) }
        return types.contains { $0.isType("application/json") } && !types.contains { $0.isType("text/html") }
    }
}
