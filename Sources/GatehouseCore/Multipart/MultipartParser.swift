internal import HTTPTypes

/// Parses a `multipart/form-data` body that arrives in pieces of any size (RFC 7578; RFC 2046, section 5.1.1).
///
/// The parser holds only the latest piece, the start of a header up to its limit, and the start of a possible
/// delimiter.
///
/// It refuses a body that two readers could split differently: text before the first delimiter or after the last, white
/// space after a delimiter, a line that only starts like a delimiter, and a delimiter after a line end of one
/// character.
package struct MultipartParser: Sendable {
    /// The next element of the body.
    package enum Event: Sendable, Equatable {
        /// The parser needs another piece.
        case needsMore
        case part(PartHeader)
        /// Content of the part: at least one byte.
        case content([UInt8])
        case endOfPart
        /// The body is complete.
        case end
    }

    private enum Stage {
        case first
        case afterDelimiter
        case header
        case afterHeader
        case content
        case epilogue
    }

    private let delimiter: [UInt8]
    private let limits: MultipartLimits
    private var stage = Stage.first
    /// The bytes that have arrived. Those from `start` on are not yet consumed.
    private var buffer: [UInt8]
    private var start = 0
    private var hasEnded = false

    /// The current header: how far it has been scanned, and its lines so far.
    private var scanned = 0
    private var headerBytes = 0
    private var lines: [ArraySlice<UInt8>] = []

    private var part: PartHeader?
    private var contentBytes = 0
    private var fieldBytes = 0
    private var fields = 0
    private var files = 0

    package init(_ boundary: MultipartBoundary, limits: MultipartLimits = MultipartLimits()) {
        delimiter = boundary.delimiter
        self.limits = limits
        // Only the first delimiter has no line end before it.
        buffer = Array("\r\n".utf8)
    }

    /// The number of bytes that the parser holds, for tests.
    package var held: Int { buffer.count - start + lines.reduce(0) { $0 + $1.count } }

    /// Adds the next piece.
    package mutating func append(_ piece: [UInt8]) {
        buffer.removeFirst(start)
        scanned -= start
        start = 0
        buffer += piece
    }

    /// Marks the end of the body.
    package mutating func finish() {
        hasEnded = true
    }

    /// Returns the next event. Do not call it again after an error.
    ///
    /// - Throws: ``HTTPError`` 400 for a body that is malformed, ends too early or has too many parts, 413 for a part
    ///   that is too long, 415 for an unsupported content encoding.
    package mutating func next() throws(HTTPError) -> Event {
        let event = try step()
        if event == .needsMore, hasEnded { throw PartHeader.malformed("The body ends in the middle of a part.") }
        return event
    }

    private mutating func step() throws(HTTPError) -> Event {
        while true {
            switch stage {
            case .first:
                let matched = matched(at: start)
                guard matched == delimiter.count else {
                    guard start + matched == buffer.count else {
                        throw PartHeader.malformed("The body must begin with its boundary.")
                    }
                    return .needsMore
                }
                start += matched
                stage = .afterDelimiter
            case .afterDelimiter:
                guard buffer.count - start >= 2 else { return .needsMore }
                switch (buffer[start], buffer[start + 1]) {
                case (0x0D, 0x0A): stage = .header
                case (UInt8(ascii: "-"), UInt8(ascii: "-")): stage = .epilogue
                default: throw PartHeader.malformed("A boundary is followed by invalid text.")
                }
                start += 2
                scanned = start
            case .header:
                guard let header = try header() else { return .needsMore }
                try begin(header)
                return .part(header)
            case .afterHeader:
                // Directly after the blank line, another reader takes that line's end as the start of the delimiter.
                let matched = matched(at: start, from: 2)
                guard matched < delimiter.count else {
                    throw PartHeader.malformed("A boundary follows the header of a part.")
                }
                if start + matched - 2 == buffer.count, !hasEnded { return .needsMore }
                stage = .content
            case .content:
                return try content()
            case .epilogue:
                let rest = buffer[start...]
                guard rest.count <= 2, rest.elementsEqual([0x0D, 0x0A].prefix(rest.count)) else {
                    throw PartHeader.malformed("Something follows the last boundary.")
                }
                guard hasEnded else { return .needsMore }
                guard rest.count != 1 else { throw PartHeader.malformed("Something follows the last boundary.") }
                return .end
            }
        }
    }

    /// Returns how many bytes of the delimiter are at a place, as far as they have arrived.
    ///
    /// - Parameter first: the number of delimiter bytes before the place. They count as matched.
    private func matched(at place: Int, from first: Int = 0) -> Int {
        var count = first
        while count < delimiter.count, place + count - first < buffer.count,
            buffer[place + count - first] == delimiter[count]
        {
            count += 1
        }
        return count
    }

    /// Continues with a header, byte by byte, so that the sizes of the pieces make no difference.
    private mutating func header() throws(HTTPError) -> PartHeader? {
        while scanned < buffer.count {
            let byte = buffer[scanned]
            scanned += 1
            headerBytes += 1
            guard headerBytes <= limits.headerBytes else {
                throw PartHeader.malformed("The header of a part has more than \(limits.headerBytes) bytes.")
            }
            let follows = scanned - start >= 2 && buffer[scanned - 2] == 0x0D
            guard (byte == 0x0A) == follows else {
                throw PartHeader.malformed("A line in the header of a part does not end with CR and LF.")
            }
            guard byte == 0x0A else { continue }
            let line = buffer[start..<(scanned - 2)]
            start = scanned
            if line.isEmpty {
                defer {
                    lines = []
                    headerBytes = 0
                }
                return try PartHeader(lines: lines, limits: limits)
            }
            guard lines.count < limits.headerFields else {
                throw PartHeader.malformed("The header of a part has more than \(limits.headerFields) fields.")
            }
            guard !line.starts(with: delimiter.dropFirst(2)) else {
                throw PartHeader.malformed("The header of a part contains a boundary.")
            }
            // Copy the line, because a slice would retain the whole buffer.
            lines.append(Array(line)[...])
        }
        return nil
    }

    private mutating func begin(_ header: PartHeader) throws(HTTPError) {
        if header.fileName == nil {
            fields += 1
            guard fields <= limits.fields else {
                throw PartHeader.malformed("There are more than \(limits.fields) fields.")
            }
        } else {
            files += 1
            guard files <= limits.files else {
                throw PartHeader.malformed("There are more than \(limits.files) files.")
            }
        }
        part = header
        contentBytes = 0
        stage = .afterHeader
    }

    private mutating func content() throws(HTTPError) -> Event {
        var place = start
        while let candidate = buffer[place...].firstIndex(where: { $0 == 0x0D || $0 == 0x0A }) {
            // After a line end of one character, other readers take the rest as a delimiter.
            let bare = self.matched(at: candidate + 1, from: 2)
            if bare == delimiter.count {
                guard candidate == start else { return try take(upTo: candidate) }
                throw PartHeader.malformed("A boundary follows a line end that is not CR and LF.")
            }
            if candidate + bare - 1 == buffer.count { return try take(upTo: candidate) }
            let matched = matched(at: candidate)
            if matched == delimiter.count {
                guard candidate == start else { return try take(upTo: candidate) }
                start += matched
                stage = .afterDelimiter
                if let part, let length = part.length, length != contentBytes {
                    throw HTTPError(.badRequest, "The Content-Length of the part is wrong.", field: part.name)
                }
                return .endOfPart
            }
            // These bytes can still become a delimiter.
            if candidate + matched == buffer.count { return try take(upTo: candidate) }
            // A delimiter contains only one line end, at its start.
            place = candidate + 1
        }
        return try take(upTo: buffer.count)
    }

    private mutating func take(upTo end: Int) throws(HTTPError) -> Event {
        guard end > start, let part else { return .needsMore }
        let piece = Array(buffer[start..<end])
        start = end
        contentBytes += piece.count
        if part.fileName == nil {
            fieldBytes += piece.count
            guard contentBytes <= limits.fieldBytes, fieldBytes <= limits.allFieldBytes else {
                throw HTTPError(.contentTooLarge, "The field is too long.", field: part.name)
            }
        } else {
            guard contentBytes <= limits.fileBytes else {
                throw HTTPError(
                    .contentTooLarge,
                    "The file has more than \(limits.fileBytes) bytes.",
                    field: part.name
                )
            }
        }
        return .content(piece)
    }
}
