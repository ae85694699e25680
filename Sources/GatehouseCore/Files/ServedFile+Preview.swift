internal import HTTPTypes

extension ServedFile {
    /// How a browser can show the file, by its first 512 bytes; `nil` if it is only downloaded.
    ///
    /// - Throws: an error if the file cannot be read.
    public var previewKind: PreviewKind? {
        get throws { try detectedType.flatMap(PreviewKind.init) }
    }

    private var detectedType: String? {
        get throws {
            var head: [UInt8] = []
            while head.count < MediaType.detectionLength {
                let piece = try source.read(from: head.count, upTo: MediaType.detectionLength - head.count)
                if piece.isEmpty { break }
                head += piece
            }
            return MediaType.detected(in: head)
        }
    }

    /// Returns the file as one that a browser shows in a frame of this site, whatever its origin.
    ///
    /// ```swift
    /// gate.configuration.headers.allowPreviews()
    /// gate.get("/files/{id:int}/preview", as: .preview, allow: ownFile) { request, file in
    ///     try objects.file(file.object).preview(as: file.name)
    /// }
    /// ```
    ///
    /// The type is that of the content, from the list in ``PreviewKind``; neither the name nor the client's claim matters. The
    /// response has a policy that runs no script, loads nothing and sends no form, and only pages of this site can frame it.
    /// A file that is not on the list becomes a download: HTML, SVG, office documents, archives, and whatever is not recognized.
    ///
    /// - Parameter name: the name for a saved file. It can come from a client: see ``ContentDisposition/attachment(_:)``.
    /// - Throws: an error if the file cannot be read.
    public func preview(as name: String) throws -> ServedFile {
        guard let type = try detectedType, let kind = PreviewKind(type) else { return download(as: name) }
        var fields: HTTPFields = [.contentSecurityPolicy: kind.policy]
        for (name, value) in [("X-Frame-Options", "SAMEORIGIN"), ("Cross-Origin-Resource-Policy", "same-origin")] {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return inline(kind == .text ? "text/plain; charset=utf-8" : type, as: name, fields)
    }
}
