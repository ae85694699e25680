internal import GatewayInterface
internal import Glibc

/// A regular file, or a part of one, as the body of a response. It is closed when its owner drops it.
///
/// ```swift
/// do {
///     try response.finish(HTTPResponse(status: .ok), file: ResponseFile(path: "/srv/reports/\(year).pdf"))
/// } catch let error as FastCGIError where error.code == .noSuchFile {
///     try response.finish(HTTPResponse(status: .notFound))
/// }
/// ```
public struct ResponseFile: ~Copyable, Sendable {
    let file: OpenFile

    /// The offset of the part, in bytes.
    public let offset: Int

    /// The length of the part, in bytes.
    public let length: Int

    var number: CInt { file.number }

    /// Calls fstat(2): the current length of the file.
    func currentSize() throws(SystemError) -> Int {
        try file.currentSize()
    }

    /// Reads bytes of the file at an offset; empty at its end.
    func bytes(from offset: Int, upTo limit: Int) throws(SystemError) -> [UInt8] {
        try file.bytes(from: offset, upTo: limit)
    }

    /// Opens a regular file. A symbolic link as the last component of the path is not followed.
    ///
    /// - Parameters:
    ///   - path: the path of the file. It must not come from a request.
    ///   - offset: the offset of the part.
    ///   - length: the length of the part; defaults to the rest of the file.
    /// - Throws: ``FastCGIError/Code/noSuchFile``; ``FastCGIError/Code/cannotOpenFile`` if it is not a regular file or
    ///   cannot be opened; ``FastCGIError/Code/invalidResponse`` if the part is outside the file.
    public init(path: String, offset: Int = 0, length: Int? = nil) throws(FastCGIError) {
        // open(2) would take the text before the NUL for the whole path.
        guard !path.utf8.contains(0) else {
            throw FastCGIError(.noSuchFile, "the path \(LogText.quoted(path.utf8)) contains a NUL")
        }
        let file: OpenFile
        do throws(SystemError) {
            file = try OpenFile(path: path)
        } catch {
            throw FastCGIError(
                error.isNoSuchFile ? .noSuchFile : .cannotOpenFile,
                "cannot open \(LogText.quoted(path.utf8)) as a regular file: \(error)"
            )
        }
        guard offset >= 0, length ?? 0 >= 0, length ?? 0 <= file.size - offset else {
            throw FastCGIError(
                .invalidResponse,
                "the requested part is outside \(LogText.quoted(path.utf8)), which has \(file.size) bytes"
            )
        }
        self.file = file
        self.offset = offset
        self.length = length ?? file.size - offset
    }

    /// Creates a body from a part of an open file.
    ///
    /// - Parameter part: the range to send, within the size that the file had when it was opened.
    package init(_ file: OpenFile, _ part: Range<Int>) {
        self.file = file
        offset = part.lowerBound
        length = part.count
    }
}
