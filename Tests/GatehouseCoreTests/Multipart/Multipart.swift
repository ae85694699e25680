import HTTPTypes

@testable import GatehouseCore

/// Multipart bodies for tests, and the result of parsing them.
enum Multipart {
    static let boundary = "----b0"

    /// A parsed part.
    struct Read: Equatable {
        var name: String
        var fileName: String?
        var contentType: String?
        var content: [UInt8]
    }

    /// Encodes a part as browsers do.
    static func part(_ name: String, _ content: [UInt8], fileName: String? = nil, more: String = "") -> [UInt8] {
        func escaped(_ text: String) -> String {
            text.replacing("\"", with: "%22").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
        }
        var text = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(escaped(name))\""
        if let fileName { text += "; filename=\"\(escaped(fileName))\"" }
        return Array((text + "\r\n\(more)\r\n").utf8) + content + Array("\r\n".utf8)
    }

    static let end = Array("--\(boundary)--\r\n".utf8)

    /// Parses a body that arrives in these pieces. An invalid body must cause the same error for any pieces.
    static func read(
        _ pieces: some Sequence<some Sequence<UInt8>>,
        limits: MultipartLimits = MultipartLimits(),
        boundary: String = Multipart.boundary,
        held: (Int) -> Void = { _ in }
    ) -> Result<[Read], HTTPError> {
        guard let boundary = MultipartBoundary(boundary) else { return .failure(HTTPError(.badRequest)) }
        var parser = MultipartParser(boundary, limits: limits)
        var pieces = pieces.makeIterator()
        var parts: [Read] = []
        do throws(HTTPError) {
            while true {
                switch try parser.next() {
                case .needsMore:
                    held(parser.held)
                    if let piece = pieces.next() { parser.append(Array(piece)) } else { parser.finish() }
                case .part(let header):
                    parts.append(
                        Read(
                            name: header.name,
                            fileName: header.fileName,
                            contentType: header.contentType,
                            content: []
                        ))
                case .content(let piece): parts[parts.count - 1].content += piece
                case .endOfPart: break
                case .end: return .success(parts)
                }
            }
        } catch {
            return .failure(error)
        }
    }

    static func read(_ text: String, limits: MultipartLimits = MultipartLimits()) -> Result<[Read], HTTPError> {
        read([Array(text.utf8)], limits: limits)
    }
}

extension Result where Success == [Multipart.Read], Failure == HTTPError {
    /// The status of the error; `nil` if the body was accepted.
    var status: Int? {
        if case .failure(let error) = self { error.status.code } else { nil }
    }

    /// A text that tests can compare: errors also contain their source location.
    var outcome: String {
        switch self {
        case .success(let parts): "\(parts)"
        case .failure(let error): "\(error.status.code) \(error.field ?? "-") \(error.message ?? "")"
        }
    }
}
