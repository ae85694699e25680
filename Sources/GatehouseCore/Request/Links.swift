/// The routes that have a name, for links to them.
final class Links: Sendable {
    private let patterns: [RouteName: PathPattern]
    private let programName: String

    /// - Parameters:
    ///   - patterns: the routes of a gate that have a name.
    ///   - programName: the name of the program's file; empty where it has none in a URL.
    init(_ patterns: [(name: RouteName, pattern: PathPattern)], programName: String) {
        self.patterns = Dictionary(patterns.map { ($0.name, $0.pattern) }) { _, last in last }
        self.programName = programName
    }

    /// The decoded segments of a route's path.
    func segments(for name: RouteName, _ values: [String: String]) throws(LinkError) -> [String] {
        guard let pattern = patterns[name] else {
            throw LinkError("no route has the name \(name); give one `as: \(name)`")
        }
        var unused = values
        func value(_ parameter: String) throws(LinkError) -> String {
            guard let value = unused.removeValue(forKey: parameter) else {
                throw LinkError("a link to \(pattern.text) needs a value for {\(parameter)}")
            }
            return value
        }
        var segments: [String] = []
        for segment in pattern.segments {
            switch segment {
            case .literal(let text): segments.append(text.text)
            case .parameter(let parameter, let type):
                segments.append(try Self.checked(try value(parameter), type, parameter, pattern))
            }
        }
        if let rest = pattern.rest {
            // Over bytes: to a Character, "/" with a combining mark behind it is no "/".
            let parts = try value(rest).utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            for part in parts {
                segments.append(try Self.checked(String(Substring(part)), .text, rest, pattern))
            }
        }
        if let name = unused.keys.min() {
            throw LinkError("a link to \(pattern.text) has no use for a value for {\(name)}")
        }
        if let first = segments.first, !programName.isEmpty, ExactText(first) == ExactText(programName) {
            throw LinkError("a link to \(pattern.text) would be the program's own URL, which answers nothing")
        }
        if pattern.endsInSlash { segments.append("") }
        return segments
    }

    /// A value that leads to the route again: what the gate would refuse, no link holds.
    private static func checked(
        _ value: String,
        _ type: ParameterType,
        _ name: String,
        _ pattern: PathPattern
    ) throws(LinkError) -> String {
        let isAccepted = (try? RequestTarget("/\(PathText.segment(value))".utf8)) != nil
        guard isAccepted, type.matches(value) else {
            // Without the value, which may be a private part of a target.
            throw LinkError("a link to \(pattern.text) got a value for {\(name)} that its path would not match")
        }
        return value
    }
}
