internal import GatewayInterface
internal import HTTPTypes

extension Request {
    /// The parts of a form with files in the body (`multipart/form-data`, RFC 7578), read one after the other.
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
    /// - Parameter limits: how many, and how long.
    /// - Throws: ``HTTPError`` 415 for a body of another type, 400 for one without a usable boundary. Reading throws
    ///   ``HTTPError`` 400 for what is malformed or has too many parts, 413 for a part that is too long, 415 for a part in a
    ///   form that is not read (parts within parts, a transfer encoding, another charset); `RequestBodyError`, answered with
    ///   413, for too long a body.
    public func parts(limits: MultipartLimits = MultipartLimits()) throws(HTTPError) -> Parts {
        Parts(reader: PartReader(body, try MultipartBoundary(contentType: headers[.contentType]), limits: limits))
    }
}
