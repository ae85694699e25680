internal import FoundationEssentials
public import GatehouseCore
internal import HTTPTypes

/// A JSON array as a response, written element by element.
///
/// ```swift
/// api.get("/notes") { request, member in JSONArray(notes.all(of: member)) }       // an AsyncSequence
/// api.get("/log") { request, member in
///     JSONArray { array in for line in try log.lines() { try array.write(line) } }
/// }
/// ```
///
/// An array of any length needs the memory of one element. If the sequence or the closure throws, the response is aborted, or
/// becomes a 500 if nothing has been sent yet: `ResponseBody.stream(length:_:)`. The end of the array is never written then,
/// so what was sent is not valid JSON. That makes an incomplete array visible behind every web server.
public struct JSONArray: Sendable, ResponseConvertible {
    private let write: @Sendable (JSONArrayWriter) async throws -> Void

    /// Creates an array from a closure that writes the elements. It does not run for a HEAD request.
    public init(_ write: @escaping @Sendable (JSONArrayWriter) async throws -> Void) {
        self.write = write
    }

    /// Creates an array from a sequence. Each element is encoded when the sequence returns it.
    public init<Elements: AsyncSequence & Sendable>(_ elements: Elements) where Elements.Element: Encodable {
        write = { array in
            for try await element in elements { try array.write(element) }
        }
    }

    /// Returns status 200 with the array as `application/json`, with sorted keys.
    public func response(to request: Request) -> Response {
        let write = write
        let body = ResponseBody.stream { writer in
            let array = JSONArrayWriter(writer)
            try await write(array)
            try array.end()
        }
        return Response(status: .ok, headers: [.contentType: "application/json"], body: body)
    }
}

/// Writes the elements of an array; ``JSONArray`` passes it to its closure.
public final class JSONArrayWriter {
    private let writer: BodyWriter
    private let encoder = JSONEncoder.ofResponses()
    private var isEmpty = true
    private var hasFailed = false

    init(_ writer: BodyWriter) {
        self.writer = writer
    }

    /// Encodes and writes an element.
    ///
    /// - Throws: `EncodingError`, and an error if the connection is closed. The array cannot be completed then, even if the
    ///   closure catches the error.
    public func write(_ element: some Encodable) throws {
        do {
            var bytes: [UInt8] = [isEmpty ? UInt8(ascii: "[") : UInt8(ascii: ",")]
            bytes += try encoder.encode(element)
            try writer.write(bytes)
            isEmpty = false
        } catch {
            hasFailed = true
            throw error
        }
    }

    /// Sends the elements written so far: `BodyWriter.flush()`.
    ///
    /// - Throws: an error if the connection is closed.
    public func flush() throws {
        try writer.flush()
    }

    fileprivate func end() throws {
        guard !hasFailed else { throw IncompleteArrayError() }
        try writer.write(isEmpty ? "[]" : "]")
    }
}

/// An element of an array could not be encoded or written, and the closure went on.
private struct IncompleteArrayError: Error, CustomStringConvertible {
    var description: String { "an element of a JSON array could not be written; the array is not complete" }
}
