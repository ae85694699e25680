internal import GatewayInterface
internal import Glibc

/// A regular file, or a part of one, as the body of an answer. Closed when its owner is done with it.
public struct ResponseFile: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// Where the part begins, in bytes.
    public let offset: Int

    /// The length of the part, in bytes.
    public let length: Int

    var number: CInt { descriptor.number }

    /// Opens a file. No symbolic link is followed at the end of the path, and nothing but a regular file is opened.
    ///
    /// - Parameters:
    ///   - path: of the file. It must not come from a request.
    ///   - offset: where the part begins.
    ///   - length: of the part; up to the end of the file unless told.
    /// - Throws: ``FastCGIError/Code/invalidResponse`` when there is no such file or part.
    public init(path: String, offset: Int = 0, length: Int? = nil) throws(FastCGIError) {
        let descriptor = try Self.open(path)
        let size = try Self.size(of: descriptor, path)
        guard offset >= 0, offset <= size, length ?? 0 >= 0, length ?? 0 <= size - offset else {
            throw FastCGIError(.invalidResponse, "\(LogText.quoted(path.utf8)) has \(size) bytes, and no such part")
        }
        self.descriptor = descriptor
        self.offset = offset
        self.length = length ?? size - offset
    }

    private static func open(_ path: String) throws(FastCGIError) -> Descriptor {
        do throws(SystemError) {
            // O_NONBLOCK: opening a fifo must not wait for its writer. The path is copied by open(2).
            let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
            return Descriptor(adopting: try systemCall("open") { unsafe Glibc.open(path, flags) })
        } catch {
            throw refusal(path, error)
        }
    }

    private static func size(of descriptor: borrowing Descriptor, _ path: String) throws(FastCGIError) -> Int {
        var information = stat()
        do throws(SystemError) {
            // fstat(2) fills the local variable.
            _ = try systemCall("fstat") { unsafe fstat(descriptor.number, &information) }
            guard information.st_mode & S_IFMT == S_IFREG else { throw SystemError("open", number: EINVAL) }
        } catch {
            throw refusal(path, error)
        }
        return Int(information.st_size)
    }

    private static func refusal(_ path: String, _ error: SystemError) -> FastCGIError {
        FastCGIError(.invalidResponse, "\(LogText.quoted(path.utf8)) is no regular file that can be sent: \(error)")
    }
}
