internal import GatewayInterface

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
        // Over bytes: to a Character, "/" with a combining mark behind it is no "/".
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            segments.append(try Self.segment(part))
        }
        self.segments = segments
        let names = names
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw PatternError("the parameter {\(name)} comes twice")
        }
    }

    private static func segment(_ part: Substring.UTF8View) throws(PatternError) -> Segment {
        let text = String(Substring(part))
        guard !part.isEmpty else { throw PatternError("a segment is empty; no path but \"/\" ends in a \"/\"") }
        if part.first == UInt8(ascii: "{"), part.last == UInt8(ascii: "}") {
            let name = part.dropFirst().dropLast()
            guard !name.isEmpty, name.allSatisfy(isNameByte) else {
                throw PatternError("\(text) names no parameter: letters, digits and \"_\" do")
            }
            return .parameter(String(Substring(name)))
        }
        // A request target with these never gets as far as a route.
        let isControl = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        guard !isControl, !part.contains(where: "{}%?#\\".utf8.contains), text != ".", text != ".." else {
            throw PatternError(
                "\(LogText.quoted(part)) can match nothing: write the decoded text, a parameter as a whole segment"
            )
        }
        return .literal(text)
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
            case (.literal(let left), .literal(let right)): ExactText(left) == ExactText(right)
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
