/// The path of a route: `/notes/{id}`.
struct PathPattern: Sendable, Equatable {
    /// One segment of a pattern.
    enum Segment: Sendable, Equatable {
        /// Matches this decoded text only.
        case literal(String)
        /// Matches any one segment that is not empty, and hands it out under this name.
        case parameter(String)
    }

    /// The pattern as it was written.
    let text: String
    let segments: [Segment]

    /// The names of the parameters, in the order of their segments.
    var names: [String] {
        segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }

    /// Reads a pattern.
    ///
    /// - Throws: what is wrong with it, for the programmer who wrote it.
    init(_ text: String) throws(PatternError) {
        self.text = text
        guard text.hasPrefix("/") else { throw PatternError("a path begins with \"/\"") }
        if text == "/" {
            segments = [.literal("")]
            return
        }
        var segments: [Segment] = []
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            segments.append(try Self.segment(part))
        }
        self.segments = segments
        let names = names
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw PatternError("the parameter {\(name)} comes twice")
        }
    }

    private static func segment(_ part: Substring) throws(PatternError) -> Segment {
        guard !part.isEmpty else { throw PatternError("a segment is empty; no path but \"/\" ends in a \"/\"") }
        if part.hasPrefix("{"), part.hasSuffix("}") {
            let name = part.dropFirst().dropLast()
            guard !name.isEmpty, name.utf8.allSatisfy(isNameByte) else {
                throw PatternError("\(part) names no parameter: letters, digits and \"_\" do")
            }
            return .parameter(String(name))
        }
        guard !part.contains(where: { "{}%?#\\".contains($0) }), part != ".", part != ".." else {
            throw PatternError("\(part) can match nothing: write the decoded text, a parameter as a whole segment")
        }
        return .literal(String(part))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }

    /// Whether some path matches both patterns.
    func overlaps(_ other: PathPattern) -> Bool {
        guard segments.count == other.segments.count else { return false }
        return zip(segments, other.segments).allSatisfy { left, right in
            switch (left, right) {
            case (.literal(let left), .literal(let right)): left == right
            // A parameter does not match the empty segment of "/".
            case (.literal(let text), .parameter), (.parameter, .literal(let text)): !text.isEmpty
            case (.parameter, .parameter): true
            }
        }
    }
}

/// What is wrong with a pattern.
struct PatternError: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
