internal import HTTPTypes

/// A ZIP archive as a download, written while it is sent: without a temporary file, and with the memory of one piece of a file.
///
/// ```swift
/// ZIPArchive("Photos.zip", entries: photos.map { photo in
///     ZIPEntry(photo.name, size: photo.size, modified: photo.modified) { try objects.file(photo.object) }
/// })
/// ```
///
/// The content is stored without compression, because most large files are compressed already. Files and archives above 4 GiB
/// have the ZIP64 format. With entries whose sizes are known, the response has a `Content-Length`, so that a browser shows the
/// progress and notices an archive that broke off.
///
/// A name of an entry can come from a client. Each becomes a relative path without "..", control characters, "\\", ":" and
/// names of devices on Windows. Of two equal names, the second gets " (2)"; upper and lower case are equal.
public struct ZIPArchive: Sendable, ResponseConvertible {
    /// The file name that the browser suggests.
    public var name: String

    private enum Entries: Sendable {
        case list([ZIPEntry])
        /// Passes each entry to a closure.
        case stream(@Sendable (_ body: (ZIPEntry) async throws -> Void) async throws -> Void)
    }

    private let entries: Entries

    /// Creates an archive.
    ///
    /// - Parameters:
    ///   - name: the file name that the browser suggests: see ``ContentDisposition/attachment(_:)``.
    ///   - entries: the files and folders. A file is opened when its turn comes.
    public init(_ name: String, entries: [ZIPEntry]) {
        self.name = name
        self.entries = .list(entries)
    }

    /// Creates an archive whose entries are found while it is sent. The response has no `Content-Length`.
    public init<Entries: AsyncSequence & Sendable>(
        _ name: String, streaming entries: Entries
    ) where Entries.Element == ZIPEntry {
        self.name = name
        self.entries = .stream { body in
            for try await entry in entries { try await body(entry) }
        }
    }

    /// Returns status 200 with the archive.
    public func response(to request: Request) -> Response {
        let body: ResponseBody
        switch entries {
        case .list(let list):
            var names = ZIPNames()
            let named = list.compactMap { entry in names.name(for: entry).map { (name: $0, entry: entry) } }
            body = .stream(length: Self.length(of: named)) { writer in
                var archive = ZIPWriter()
                for (name, entry) in named { try await Self.write(entry, as: name, &archive, to: writer) }
                try writer.write(archive.finish())
            }
        case .stream(let each):
            body = .stream { writer in
                var archive = ZIPWriter()
                var names = ZIPNames()
                try await each { entry in
                    guard let name = names.name(for: entry) else { return }
                    try await Self.write(entry, as: name, &archive, to: writer)
                }
                try writer.write(archive.finish())
            }
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/zip", .contentDisposition: ContentDisposition.attachment(name).field,
                .xContentTypeOptions: "nosniff", .acceptRanges: "none",
            ],
            body: body
        )
    }

    /// The length of the archive; `nil` if the size of an entry is unknown.
    private static func length(of entries: [(name: String, entry: ZIPEntry)]) -> Int? {
        var archive = ZIPWriter()
        for (name, entry) in entries {
            guard let size = entry.size, let length = UInt64(exactly: size) else { return nil }
            _ = archive.begin(
                name, isFolder: entry.isFolder, modified: entry.modified, size: size, checksum: entry.knownChecksum)
            guard !archive.offset.addingReportingOverflow(length).overflow else { return nil }
            _ = archive.end(size: length, checksum: 0)
        }
        _ = archive.finish()
        return Int(exactly: archive.offset)
    }

    private static func write(
        _ entry: ZIPEntry, as name: String, _ archive: inout ZIPWriter, to writer: BodyWriter
    ) async throws {
        let file: ServedFile? = if case .file(_, let open) = entry.content { try await open() } else { nil }
        if let file, let size = entry.size, size != file.size {
            throw FileError(.shortened, "a file of the archive has \(file.size) bytes instead of \(size)")
        }
        try writer.write(
            archive.begin(
                name, isFolder: entry.isFolder, modified: entry.modified, size: entry.size,
                checksum: entry.knownChecksum))
        var checksum = CRC32()
        var size = 0
        if case .bytes(let bytes) = entry.content {
            checksum.update(bytes)
            try writer.write(bytes)
            size = bytes.count
        }
        if let file {
            size = file.size
            let checking = BodyWriter(
                write: { piece in
                    checksum.update(piece)
                    try writer.write(piece)
                },
                flush: {})
            try file.source.write(0..<size, to: checking)
        }
        try writer.write(archive.end(size: UInt64(size), checksum: checksum.value))
    }
}

extension ZIPEntry {
    /// The checksum, if the content is in memory.
    fileprivate var knownChecksum: UInt32? {
        switch content {
        case .file: return nil
        case .bytes(let bytes):
            var checksum = CRC32()
            checksum.update(bytes)
            return checksum.value
        case .folder: return 0
        }
    }
}
