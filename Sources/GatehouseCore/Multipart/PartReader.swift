internal import GatewayInterface

/// Reads a body through the parser. All parts use one reader, because they share one body.
final class PartReader {
    private var parser: MultipartParser
    private var body: RequestBody.AsyncIterator
    /// The number of the current part; 0 before the first.
    private var current = 0
    private var isInside = false
    private var failure: (any Error)?

    init(_ body: RequestBody, _ boundary: MultipartBoundary, limits: MultipartLimits) {
        parser = MultipartParser(boundary, limits: limits)
        self.body = body.limited(to: limits.bytes).makeAsyncIterator()
    }

    /// The next part.
    func part() async throws -> Part? {
        while isInside { _ = try await piece(of: current) }
        guard case .part(let header) = try await event() else { return nil }
        current += 1
        isInside = true
        return Part(header: header, number: current, reader: self)
    }

    /// The next piece of a part; `nil` at its end.
    func piece(of number: Int) async throws -> [UInt8]? {
        guard number == current else { throw PartOrderError() }
        guard isInside else { return nil }
        if case .content(let piece) = try await event() { return piece }
        isInside = false
        return nil
    }

    /// Returns the next event, and reads more of the body if needed. After a failure, it throws the same error again.
    private func event() async throws -> MultipartParser.Event {
        if let failure { throw failure }
        do {
            while true {
                let event = try parser.next()
                guard event == .needsMore else { return event }
                if let piece = try await body.next() { parser.append(piece) } else { parser.finish() }
            }
        } catch {
            failure = error
            throw error
        }
    }
}

/// An error for a part that is read after the next one was requested. It is a programming error.
struct PartOrderError: Error, CustomStringConvertible {
    let description = "a part of a form was read after the next part was requested; read it before that"
}
