/// The overlap of patterns.
extension PathPattern {
    /// Whether a path exists that matches both patterns, with or without a "/" at its end.
    func overlaps(_ other: PathPattern) -> Bool {
        guard zip(segments, other.segments).allSatisfy({ $0.overlaps($1) }) else { return false }
        // `{rest...}` takes one segment or more.
        switch (rest, other.rest) {
        case (nil, nil): return segments.count == other.segments.count
        case (_?, nil): return other.segments.count > segments.count
        case (nil, _?): return segments.count > other.segments.count
        case (_?, _?): return true
        }
    }

    /// Whether a matching path exists that is the prefix or lies below it.
    func reaches(below prefix: PathPattern) -> Bool {
        guard zip(segments, prefix.segments).allSatisfy({ $0.overlaps($1) }) else { return false }
        return segments.count >= prefix.segments.count || rest != nil
    }
}

extension PathPattern.Segment {
    /// Whether a text exists that matches both segments.
    func overlaps(_ other: Self) -> Bool {
        switch (self, other) {
        case (.literal(let left), .literal(let right)): left == right
        case (.literal(let literal), .parameter(_, let type)), (.parameter(_, let type), .literal(let literal)):
            type.matches(literal.text)
        case (.parameter(_, let left), .parameter(_, let right)): left.overlaps(right)
        }
    }
}
