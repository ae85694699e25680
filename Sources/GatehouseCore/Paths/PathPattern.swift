internal import GatewayInterface

/// The path pattern of a route, such as `/notes/{id:int}` or `/files/{rest...}`.
///
/// It is a class, so that each request carries only a reference.
final class PathPattern: Sendable {
    /// One segment of a pattern.
    enum Segment: Sendable {
        /// Matches exactly this decoded text.
        case literal(ExactText)
        /// Matches one segment of this type and provides it under this name.
        case parameter(String, ParameterType)
    }

    /// The pattern as the program wrote it.
    let text: String
    /// The segments, without the empty one after a "/" at the end.
    let segments: [Segment]
    /// The parameters and the indexes of their segments, without the rest parameter.
    let parameters: [(name: String, segment: Int)]
    /// The name of `{rest...}` at the end, which matches one or more segments that are not empty.
    let rest: String?
    /// Whether the pattern ends in "/". The gate redirects the other form to this one.
    let endsInSlash: Bool

    /// The names of the parameters, in the order of their segments.
    var names: [String] {
        parameters.map(\.name) + (rest.map { [$0] } ?? [])
    }

    /// A matching path, built from the examples of its types.
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
    ///   - types: the parameter types that the pattern can use.
    /// - Throws: ``PatternError`` with a reason for the programmer.
    init(_ text: String, types: [ParameterType] = ParameterType.builtIn) throws(PatternError) {
        self.text = text
        // Compare bytes: to `Character`, "/" followed by a combining mark is not "/".
        guard text.utf8.first == UInt8(ascii: "/") else { throw PatternError("a path must begin with \"/\"") }
        var parts = text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        endsInSlash = parts.last?.isEmpty == true
        if endsInSlash { parts.removeLast() }
        var rest: String?
        var segments: [Segment] = []
        for part in parts {
            guard rest == nil else {
                throw PatternError("{\(rest ?? "")...} must be the last segment; remove the segments after it")
            }
            if let name = Self.restName(part) {
                guard Self.isName(name) else { throw Self.nameError(part) }
                rest = String(Substring(name))
            } else {
                segments.append(try Self.segment(part, types))
            }
        }
        guard rest == nil || !endsInSlash else {
            throw PatternError("{\(rest ?? "")...} must end the path; remove the \"/\" after it")
        }
        self.segments = segments
        self.rest = rest
        parameters = segments.enumerated().compactMap { index, segment in
            if case .parameter(let name, _) = segment { (name, index) } else { nil }
        }
        let names = names
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw PatternError("duplicate parameter {\(name)}; give each parameter its own name")
        }
    }

    private static func restName(_ part: Substring.UTF8View) -> Substring.UTF8View? {
        guard part.first == UInt8(ascii: "{"), part.suffix(4).elementsEqual("...}".utf8) else { return nil }
        return part.dropFirst().dropLast(4)
    }

    private static func segment(_ part: Substring.UTF8View, _ types: [ParameterType]) throws(PatternError) -> Segment {
        let text = String(Substring(part))
        guard !part.isEmpty else { throw PatternError("empty segment; remove the extra \"/\"") }
        if part.first == UInt8(ascii: "{"), part.last == UInt8(ascii: "}") {
            let pieces = part.dropFirst().dropLast()
                .split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
            guard isName(pieces[0]) else { throw nameError(part) }
            let name = String(Substring(pieces[0]))
            guard pieces.count == 2 else { return .parameter(name, .text) }
            let typeName = String(Substring(pieces[1]))
            guard let type = types.first(where: { ExactText($0.name) == ExactText(typeName) }) else {
                throw PatternError(
                    "unknown parameter type in \(LogText.quoted(part)); use one of "
                        + types.map(\.name).joined(separator: ", ")
                )
            }
            return .parameter(name, type)
        }
        // A request target with one of these never reaches a route.
        let isControl = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        guard !isControl, !part.contains(where: "{}%?#\\".utf8.contains), text != ".", text != ".." else {
            throw PatternError(
                "invalid segment \(LogText.quoted(part)); write decoded text, or a parameter as the whole segment"
            )
        }
        return .literal(ExactText(text))
    }

    /// Whether a name consists of letters, digits and "_".
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
        PatternError("invalid parameter name in \(LogText.quoted(part)); use letters, digits and underscores")
    }
}

/// The reason why a pattern is invalid.
struct PatternError: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
