internal import GatewayInterface

/// The path of a route: `/notes/{id:int}`, `/files/{rest...}`.
///
/// A class, because every request takes the one of its route along.
final class PathPattern: Sendable {
    /// One segment of a pattern.
    enum Segment: Sendable {
        /// Matches this decoded text only.
        case literal(ExactText)
        /// Matches one segment of this type, and hands it out under this name.
        case parameter(String, ParameterType)
    }

    /// The pattern as it was written.
    let text: String
    /// Without the empty one behind a "/" at the end.
    let segments: [Segment]
    /// The parameters and the segments that they stand for, but for the rest.
    let parameters: [(name: String, segment: Int)]
    /// The name of `{rest...}` at the end: one segment or more, none of them empty.
    let rest: String?
    /// Whether its own form ends in "/". The other form is redirected to it.
    let endsInSlash: Bool

    /// The names of the parameters, in the order of their segments.
    var names: [String] {
        parameters.map(\.name) + (rest.map { [$0] } ?? [])
    }

    /// A path that it matches, with the examples of its types.
    var example: String {
        let texts = segments.map { segment in
            switch segment {
            case .literal(let text): text.text
            case .parameter(_, let type): type.example
            }
        }
        return PathText.path(texts + (rest == nil ? [] : ["x", "y"]) + (endsInSlash ? [""] : []))
    }

    /// Reads a pattern.
    ///
    /// - Parameters:
    ///   - text: the pattern.
    ///   - types: those that a parameter can have.
    /// - Throws: what is wrong with it, for the programmer who wrote it.
    init(_ text: String, types: [ParameterType] = ParameterType.builtIn) throws(PatternError) {
        self.text = text
        // Over bytes: to a Character, "/" with a combining mark behind it is no "/".
        guard text.utf8.first == UInt8(ascii: "/") else { throw PatternError("a path begins with \"/\"") }
        var parts = text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        endsInSlash = parts.last?.isEmpty == true
        if endsInSlash { parts.removeLast() }
        var rest: String?
        var segments: [Segment] = []
        for part in parts {
            guard rest == nil else { throw PatternError("{\(rest ?? "")...} takes the rest; nothing can follow it") }
            if let name = Self.restName(part) {
                guard Self.isName(name) else { throw Self.nameError(part) }
                rest = String(Substring(name))
            } else {
                segments.append(try Self.segment(part, types))
            }
        }
        guard rest == nil || !endsInSlash else {
            throw PatternError("{\(rest ?? "")...} takes the rest; no \"/\" can follow it")
        }
        self.segments = segments
        self.rest = rest
        parameters = segments.enumerated().compactMap { index, segment in
            if case .parameter(let name, _) = segment { (name, index) } else { nil }
        }
        let names = names
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw PatternError("the parameter {\(name)} comes twice")
        }
    }

    private static func restName(_ part: Substring.UTF8View) -> Substring.UTF8View? {
        guard part.first == UInt8(ascii: "{"), part.suffix(4).elementsEqual("...}".utf8) else { return nil }
        return part.dropFirst().dropLast(4)
    }

    private static func segment(_ part: Substring.UTF8View, _ types: [ParameterType]) throws(PatternError) -> Segment {
        let text = String(Substring(part))
        guard !part.isEmpty else { throw PatternError("a segment is empty") }
        if part.first == UInt8(ascii: "{"), part.last == UInt8(ascii: "}") {
            let pieces = part.dropFirst().dropLast()
                .split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
            guard isName(pieces[0]) else { throw nameError(part) }
            let name = String(Substring(pieces[0]))
            guard pieces.count == 2 else { return .parameter(name, .text) }
            let typeName = String(Substring(pieces[1]))
            guard let type = types.first(where: { ExactText($0.name) == ExactText(typeName) }) else {
                throw PatternError(
                    "\(LogText.quoted(part)) has a type that is not known; there are "
                        + types.map(\.name).joined(separator: ", ")
                )
            }
            return .parameter(name, type)
        }
        // A request target with these never gets as far as a route.
        let isControl = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        guard !isControl, !part.contains(where: "{}%?#\\".utf8.contains), text != ".", text != ".." else {
            throw PatternError(
                "\(LogText.quoted(part)) can match nothing: write the decoded text, a parameter as a whole segment"
            )
        }
        return .literal(ExactText(text))
    }

    /// Letters, digits and "_".
    static func isName(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default:
                    false
                }
            }
    }

    private static func nameError(_ part: Substring.UTF8View) -> PatternError {
        PatternError("\(LogText.quoted(part)) names no parameter: letters, digits and \"_\" do")
    }
}

/// What is wrong with a pattern.
struct PatternError: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
