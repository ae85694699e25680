import FuzzSupport
import HTTPTypes

@testable import GatehouseCore

/// A part in a form that can be compared.
private struct Seen: Equatable {
    let header: PartHeader
    var content: [UInt8]
}

private enum Outcome: Equatable {
    case parts([Seen])
    case refused(Int, String?, String?)
}

private let limits = MultipartLimits(
    fields: 4,
    files: 3,
    fieldBytes: 300,
    allFieldBytes: 500,
    fileBytes: 700,
    headerBytes: 400,
    headerFields: 4,
    nameBytes: 40
)

private func read(_ pieces: [ArraySlice<UInt8>], _ boundary: MultipartBoundary) -> Outcome {
    var parser = MultipartParser(boundary, limits: limits)
    var pieces = pieces[...]
    var largest = 0
    var parts: [Seen] = []
    do throws(HTTPError) {
        while true {
            switch try parser.next() {
            case .needsMore:
                // The parser may keep only a header or the beginning of a delimiter.
                require(parser.held <= max(limits.headerBytes, 80) + largest, "the parser keeps \(parser.held) bytes")
                if let piece = pieces.popFirst() {
                    largest = max(largest, piece.count)
                    parser.append(Array(piece))
                } else {
                    parser.finish()
                }
            case .part(let header): parts.append(Seen(header: header, content: []))
            case .content(let bytes):
                require(!bytes.isEmpty, "the parser returned an empty piece")
                parts[parts.count - 1].content += bytes
            case .endOfPart: break
            case .end: return .parts(parts)
            }
        }
    } catch {
        return .refused(error.status.code, error.field, error.message)
    }
}

/// A slow, simple parser that splits a whole body at its delimiters; `nil` if the body is refused.
private func reference(_ body: [UInt8], _ boundary: String) -> [[UInt8]]? {
    let delimiter = Array("\r\n--\(boundary)".utf8)
    let text = [0x0D, 0x0A] + body
    var places: [Int] = []
    var place = 0
    while place + delimiter.count <= text.count {
        if Array(text[place..<(place + delimiter.count)]) == delimiter {
            places.append(place)
            place += delimiter.count
        } else {
            place += 1
        }
    }
    guard places.first == 0, let last = places.last else { return nil }
    guard ["--", "--\r\n"].map({ Array($0.utf8) }).contains(Array(text[(last + delimiter.count)...])) else {
        return nil
    }
    var parts: [[UInt8]] = []
    for (start, end) in zip(places, places.dropFirst()) {
        let part = Array(text[(start + delimiter.count)..<end])
        guard part.starts(with: [0x0D, 0x0A]) else { return nil }
        // The blank line ends the header. An empty header is refused, because it has no name.
        guard let blank = (2..<max(part.count - 3, 2)).first(where: { part[$0...].starts(with: [13, 10, 13, 10]) })
        else { return nil }
        parts.append(Array(part[(blank + 4)...]))
    }
    return parts
}

/// Parses any bytes as a body: in one piece, byte by byte, and in two pieces. The parts or the refusal are the same each
/// time, and the parts are those of the reference.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMultipart(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = input(data, size)
    guard let boundary = MultipartBoundary("b-0") else { fatalError("the boundary is valid") }
    let whole = read([bytes[...]], boundary)
    require(read(bytes.indices.map { bytes[$0...$0] }, boundary) == whole, "byte by byte, not \(whole)")
    // The place depends on the input and is the same in each run.
    let cut = bytes.reduce(0) { $0 &* 31 &+ Int($1) } & Int.max % (bytes.count + 1)
    require(read([bytes[..<cut], bytes[cut...]], boundary) == whole, "cut at \(cut), not \(whole)")
    guard case .parts(let parts) = whole else { return 0 }
    let expected = reference(bytes, "b-0")
    require(
        expected == parts.map(\.content), "the reference finds \(String(describing: expected)), the parser \(parts)")
    for part in parts {
        let name = Array(part.header.name.utf8)
        require(!name.isEmpty && name.count <= limits.nameBytes, "a name of \(name.count) bytes")
        require(!name.contains { $0 < 0x20 || $0 == 0x7F || $0 == 0x5C }, "invalid name \(name)")
        require(part.content.count <= (part.header.fileName == nil ? limits.fieldBytes : limits.fileBytes), "too long")
        let isHarmless = part.header.fileName?.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x2F && $0 != 0x5C } ?? true
        require(isHarmless && part.header.fileName?.hasPrefix(".") != true, "a file name could be a path")
    }
    let fields = parts.filter { $0.header.fileName == nil }
    require(fields.count <= limits.fields && parts.count - fields.count <= limits.files, "too many parts")
    require(fields.reduce(0) { $0 + $1.content.count } <= limits.allFieldBytes, "the fields are too long together")
    return 0
}
