internal import HTTPTypes

/// Takes a `multipart/form-data` body apart, in whatever pieces it comes (RFC 7578; RFC 2046, section 5.1.1).
///
/// It holds the piece that it was given last, the beginning of a header up to its limit, or the beginning of what may become
/// a delimiter; nothing else. What two readers could take for different parts is refused: text before the first delimiter
/// or behind the last, white space behind a delimiter, a line that only begins like a delimiter, a delimiter
/// behind a line end of one character.
package struct MultipartParser: Sendable {
    /// What comes next in the body.
    package enum Event: Sendable, Equatable {
        /// Nothing more can be said of what has come.
        case needsMore
        case part(PartHeader)
        /// Content of the part, at least one byte.
        case content([UInt8])
        case endOfPart
        /// The body is whole.
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
    /// What has come and is not consumed begins at `start`.
    private var buffer: [UInt8]
    private var start = 0
    private var hasEnded = false

    /// The header that is being read: where it has been looked at, and its lines so far.
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
        // The first delimiter is the only one without a line end in front.
        buffer = Array("\r\n".utf8)
    }

    /// The number of bytes that it holds, for tests.
    package var held: Int { buffer.count - start + lines.reduce(0) { $0 + $1.count } }

    /// Gives it the next piece.
    package mutating func append(_ piece: [UInt8]) {
        buffer.removeFirst(start)
        scanned -= start
        start = 0
        buffer += piece
    }

    /// Tells it that nothing more will come.
    package mutating func finish() {
        hasEnded = true
    }

    /// What comes next. Nothing more may be asked once it threw.
    ///
    /// - Throws: ``HTTPError`` 400 for what is malformed, ends too early or has too many parts, 413 for a part that is too
    ///   long, 415 for content in a form that is not read.
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
                        throw PartHeader.malformed("The body does not begin with its boundary.")
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
                default: throw PartHeader.malformed("A boundary is followed by something else.")
                }
                start += 2
                scanned = start
            case .header:
                guard let header = try header() else { return .needsMore }
                try begin(header)
                return .part(header)
            case .afterHeader:
                // Right behind the blank line another reader takes the line end of that for the delimiter's own.
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

    /// How many bytes of the delimiter stand at a place, as far as they have come.
    ///
    /// - Parameter first: how many of them stand before the place, and count.
    private func matched(at place: Int, from first: Int = 0) -> Int {
        var count = first
        while count < delimiter.count, place + count - first < buffer.count,
            buffer[place + count - first] == delimiter[count]
        {
            count += 1
        }
        return count
    }

    /// Reads on in a header, byte by byte, so that it makes no difference in which pieces it comes.
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
                throw PartHeader.malformed("A boundary stands in the header of a part.")
            }
            // A copy: a slice would keep the whole buffer.
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
            // Behind a line end of one character other readers take the rest for a delimiter.
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
                    throw HTTPError(.badRequest, "The part has another length than it says.", field: part.name)
                }
                return .endOfPart
            }
            // It may still become a delimiter.
            if candidate + matched == buffer.count { return try take(upTo: candidate) }
            // A delimiter has one line end, at its beginning.
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
