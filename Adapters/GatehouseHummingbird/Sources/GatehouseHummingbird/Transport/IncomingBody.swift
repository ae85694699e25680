internal import Gatehouse
internal import Hummingbird
internal import NIOCore

/// The body of a request, for Hummingbird. Each piece is read when the application asks for it, so the web server waits for
/// a slow application.
struct IncomingBody: AsyncSequence, Sendable {
    let body: Gatehouse.RequestBody

    struct AsyncIterator: AsyncIteratorProtocol {
        var pieces: Gatehouse.RequestBody.AsyncIterator

        mutating func next() async throws -> ByteBuffer? {
            do throws(RequestBodyError) {
                return try await pieces.next().map { ByteBuffer(bytes: $0) }
            } catch {
                throw IncomingBodyError(underlying: error)
            }
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pieces: body.makeAsyncIterator())
    }
}
