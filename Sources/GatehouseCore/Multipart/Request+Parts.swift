internal import GatewayInterface
internal import HTTPTypes

extension Request {
    /// The parts of a form with files in the body (`multipart/form-data`, RFC 7578), read one after another.
    ///
    /// ```swift
    /// for try await part in try request.parts(limits: MultipartLimits(bytes: 50 << 20, fileBytes: 50 << 20)) {
    ///     if part.isFile {
    ///         for try await piece in part { hash.update(piece) }
    ///     } else {
    ///         title = try await part.text()
    ///     }
    /// }
    /// ```
    ///
    /// - Parameter limits: limits for the number and the size of the parts.
    /// - Throws: ``HTTPError`` 415 for a body of another type, 400 for a missing or malformed boundary. Reading throws
    ///   ``HTTPError`` 400 for a body that is malformed or has too many parts, 413 for a part that is too long, and 415
    ///   for an unsupported part (nested parts, a transfer encoding, another charset). It throws `RequestBodyError`
    ///   (413 for the client) for a body that is too long.
    public func parts(limits: MultipartLimits = MultipartLimits()) throws(HTTPError) -> Parts {
        Parts(reader: PartReader(body, try MultipartBoundary(contentType: headers[.contentType]), limits: limits))
    }
}
