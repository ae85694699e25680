internal import GatewayInterface
internal import Glibc

/// A regular file, or a part of one, as the body of an answer. Closed when its owner is done with it.
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

    /// Where the part begins, in bytes.
    public let offset: Int

    /// The length of the part, in bytes.
    public let length: Int

    var number: CInt { file.number }

    /// fstat(2): how long the file is now.
    func currentSize() throws(SystemError) -> Int {
        try file.currentSize()
    }

    /// Some bytes of the file, from a place on; none at its end.
    func bytes(from offset: Int, upTo limit: Int) throws(SystemError) -> [UInt8] {
        try file.bytes(from: offset, upTo: limit)
    }

    /// Opens a file. No symbolic link is followed at the end of the path, and nothing but a regular file is opened.
    ///
    /// - Parameters:
    ///   - path: of the file. It must not come from a request.
    ///   - offset: where the part begins.
    ///   - length: of the part; up to the end of the file unless told.
    /// - Throws: ``FastCGIError/Code/noSuchFile``; ``FastCGIError/Code/cannotOpenFile`` for one that is no regular file, or that
    ///   the system refuses to open; ``FastCGIError/Code/invalidResponse`` when it has no such part.
    public init(path: String, offset: Int = 0, length: Int? = nil) throws(FastCGIError) {
        // open(2) would take the name up to there for the whole.
        guard !path.utf8.contains(0) else {
            throw FastCGIError(.noSuchFile, "\(LogText.quoted(path.utf8)) holds a NUL, as no name of a file does")
        }
        let file: OpenFile
        do throws(SystemError) {
            file = try OpenFile(path: path)
        } catch {
            throw FastCGIError(
                error.isNoSuchFile ? .noSuchFile : .cannotOpenFile,
                "\(LogText.quoted(path.utf8)) is no regular file that can be sent: \(error)"
            )
        }
        guard offset >= 0, length ?? 0 >= 0, length ?? 0 <= file.size - offset else {
            throw FastCGIError(
                .invalidResponse,
                "\(LogText.quoted(path.utf8)) has \(file.size) bytes, and no such part"
            )
        }
        self.file = file
        self.offset = offset
        self.length = length ?? file.size - offset
    }

    /// A part of a file that is open.
    ///
    /// - Parameter part: what is sent; it lies within the size that the file had when it was opened.
    package init(_ file: OpenFile, _ part: Range<Int>) {
        self.file = file
        offset = part.lowerBound
        length = part.count
    }
}
