@testable import GatehouseCore

/// A second implementation of route paths: as data, with a matcher that compares the bytes of the segments in order.
struct ReferencePattern {
    enum Part: Hashable {
        case literal(ExactText)
        case text
        case slashes
        case integer
        case uuid
        /// A custom type: four digits.
        case year
        /// Only at the end.
        case rest
    }

    var parts: [Part]
    var endsInSlash: Bool

    static let uuidText = "00000000-0000-4000-8000-00000000000a"

    /// Some match a type, some look like others without being equal.
    static let literals = ["a", "b", "new", "7", "2026", "07", uuidText, "\u{E9}", "e\u{301}", "K", "\u{212A}"]

    /// Segments, including ones that are not literals; for each type some match and some almost match.
    static let words =
        literals + [
            "", "z", "8", "-3", "0", "-0", "+7", "007", "99999", "9223372036854775807", "9223372036854775808",
            "-9223372036854775808", "-9223372036854775809", "1999", "\u{661}", "\u{FF17}", "%2F", "%61", "{p0}",
            "0A0B0C0D-0000-4000-8000-00000000000F", "0000000000004000800000000000000a", "a/b", "/", "//", "\u{301}",
            "/\u{301}", "a;b", "a?b", "c d", "...",
        ]

    /// The words that match a part, by their index in ``words``.
    private static let fitting: [Part: Set<Int>] = {
        let parts: [Part] = [.text, .slashes, .integer, .uuid, .year, .rest] + literals.map { .literal(ExactText($0)) }
        let pairs = parts.map { part in (part, Set(words.indices.filter { accepts(part, Array(words[$0].utf8)) })) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }()

    /// The custom type, as passed to ``GatehouseCore/Gate/parameterType(_:example:fileID:line:_:)``.
    static func isYear(_ text: String) -> Bool {
        text.utf8.count == 4 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    static let types = ParameterType.builtIn + [ParameterType(name: "year", example: "2026", matches: isYear)]

    /// A parameter is named "p" and the index of its segment.
    var spelled: [String] {
        parts.enumerated().map { index, part in
            switch part {
            case .literal(let text): text.text
            case .text: "{p\(index)}"
            case .slashes: "{p\(index):slashes}"
            case .integer: "{p\(index):int}"
            case .uuid: "{p\(index):uuid}"
            case .year: "{p\(index):year}"
            case .rest: "{p\(index)...}"
            }
        }
    }

    var text: String {
        spelled.map { "/" + $0 }.joined() + (endsInSlash ? "/" : "")
    }

    /// Whether a path matches. One empty segment at its end has been removed.
    func matches(_ path: [[UInt8]]) -> Bool {
        Self.matches(parts[...], path[...])
    }

    private static func matches(_ parts: ArraySlice<Part>, _ path: ArraySlice<[UInt8]>) -> Bool {
        guard let part = parts.first else { return path.isEmpty }
        guard let segment = path.first else { return false }
        if part == .rest { return path.allSatisfy { accepts(.text, $0) } }
        return accepts(part, segment) && matches(parts.dropFirst(), path.dropFirst())
    }

    /// Whether a segment matches a part of a pattern.
    static func accepts(_ part: Part, _ segment: [UInt8]) -> Bool {
        let slash = UInt8(ascii: "/")
        switch part {
        case .literal(let text): return segment == Array(text.text.utf8)
        case .text, .rest: return !segment.isEmpty && !segment.contains(slash)
        case .slashes: return !segment.isEmpty
        case .year: return segment.count == 4 && segment.allSatisfy(isDigit)
        case .integer: return isInteger(segment)
        case .uuid:
            guard segment.count == 36 else { return false }
            return segment.enumerated().allSatisfy { index, byte in
                if [8, 13, 18, 23].contains(index) { return byte == UInt8(ascii: "-") }
                return isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
            }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isInteger(_ segment: [UInt8]) -> Bool {
        let isNegative = segment.first == UInt8(ascii: "-")
        let digits = isNegative ? Array(segment.dropFirst()) : segment
        guard let first = digits.first, digits.allSatisfy(isDigit) else { return false }
        if first == UInt8(ascii: "0") { return digits.count == 1 && !isNegative }
        let bound = Array((isNegative ? "9223372036854775808" : "9223372036854775807").utf8)
        if digits.count != bound.count { return digits.count < bound.count }
        return !bound.lexicographicallyPrecedes(digits)
    }

    /// Whether a path of the words matches both, with either form of its end.
    func hasCommonPath(with other: ReferencePattern) -> Bool {
        func part(_ pattern: ReferencePattern, _ index: Int) -> Part? {
            if index < pattern.parts.count { return pattern.parts[index] }
            return pattern.parts.last == .rest ? .rest : nil
        }
        // One segment more than both have: if both end in a rest, the length is unlimited.
        return (0...max(parts.count, other.parts.count) + 1).contains { count in
            guard
                [self, other].allSatisfy({
                    count >= $0.parts.count && ($0.parts.last == .rest || count == $0.parts.count)
                })
            else { return false }
            return (0..<count).allSatisfy { index in
                guard let left = part(self, index), let right = part(other, index) else { return false }
                guard let first = Self.fitting[left], let second = Self.fitting[right] else { return false }
                return !first.isDisjoint(with: second)
            }
        }
    }

    static func random(using generator: inout SeededGenerator, ownType: Bool = true) -> ReferencePattern {
        var parts = (0..<Int.random(in: 0...4, using: &generator)).map { _ -> Part in
            switch Int.random(in: 0..<20, using: &generator) {
            case 0..<3: return .text
            case 3..<6: return .integer
            case 6..<8: return .uuid
            case 8..<10: return .slashes
            case 10..<12: return ownType ? .year : .integer
            default: return .literal(ExactText(literals.randomElement(using: &generator) ?? "a"))
            }
        }
        if Int.random(in: 0..<7, using: &generator) == 0 {
            return ReferencePattern(parts: parts + [.rest], endsInSlash: false)
        }
        // Few literals, so that patterns overlap.
        if Bool.random(using: &generator), !parts.isEmpty { parts[0] = .literal(ExactText("a")) }
        return ReferencePattern(
            parts: parts, endsInSlash: parts.isEmpty || Int.random(in: 0..<4, using: &generator) == 0)
    }

    /// A path that often matches: mostly matching segments, sometimes any word.
    func randomPath(using generator: inout SeededGenerator) -> [String] {
        var path: [String] = []
        for part in parts {
            for _ in 0..<(part == .rest ? Int.random(in: 1...3, using: &generator) : 1) {
                let fitting = (Self.fitting[part] ?? []).sorted()
                let isFitting = Int.random(in: 0..<8, using: &generator) > 0
                let index = (isFitting ? fitting : Array(Self.words.indices)).randomElement(using: &generator)
                path.append(index.map { Self.words[$0] } ?? "")
            }
        }
        switch Int.random(in: 0..<16, using: &generator) {
        case 0: path.append(Self.words.randomElement(using: &generator) ?? "")
        case 1 where !path.isEmpty: path.removeLast()
        default: break
        }
        return path
    }
}
