internal import FastCGI
public import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

extension UploadDirectory {
    /// Opens a file that the program has stored here, for a handler to return.
    ///
    /// ```swift
    /// gate.get("/photos/{id:int}", allow: ownPhoto) { request, photo in
    ///     try photos.file(photo.object).download(as: photo.name)
    /// }
    /// ```
    ///
    /// The response has ranges, conditions and an `ETag`, as with ``Files``. Unlike there, the name has no extension that decides
    /// about the type: a browser saves the file, or ``ServedFile/preview(as:)`` decides by the content.
    ///
    /// - Parameters:
    ///   - name: the name that the program chose. Look it up by a rule, and never take it from a request.
    ///   - type: the value of `Content-Type`; defaults to bytes of an unknown type.
    ///   - cacheControl: the value of `Cache-Control`; defaults to `private, no-cache`.
    /// - Throws: `FileError`. If the handler does not catch it, the client gets the 404 of a path that does not exist.
    public func file(
        _ name: String, type: String = "application/octet-stream", cacheControl: String = "private, no-cache"
    ) throws(FileError) -> ServedFile {
        guard (try? Self.check(name)) != nil, HTTPField.isValidValue(type), HTTPField.isValidValue(cacheControl) else {
            throw FileError(.refused, "invalid name or field value for \(LogText.quoted(name.utf8))")
        }
        do throws(SystemError) {
            return ServedFile(try directory.file(name), type: type, cacheControl: cacheControl)
        } catch {
            throw FileError(Files.code(for: error), "\(error)")
        }
    }

    /// Removes a file that the program has stored here. Responses that have begun still get the rest of it.
    ///
    /// - Parameter name: the name that the program chose.
    /// - Returns: `false` if it does not exist. If several processes remove the same file, one of them gets `true`.
    /// - Throws: ``UploadError/Code/invalidName`` or ``UploadError/Code/failed``.
    @discardableResult
    public func remove(_ name: String) throws(UploadError) -> Bool {
        try Self.check(name)
        do throws(SystemError) {
            return try directory.remove(name)
        } catch {
            throw UploadError(.failed, "\(error)")
        }
    }
}
