internal import GatewayInterface

/// The named routes of a gate, used to build links.
final class Links: Sendable {
    private let patterns: [RouteName: PathPattern]
    private let programName: String
    /// Whether the gate refuses requests for hosts that it does not know.
    let checksHost: Bool

    /// - Parameters:
    ///   - patterns: the named routes of a gate.
    ///   - programName: the file name of the program; empty if no URL contains it.
    ///   - checksHost: whether the gate refuses requests for hosts that it does not know.
    init(_ patterns: [(name: RouteName, pattern: PathPattern)], programName: String, checksHost: Bool) {
        self.patterns = Dictionary(patterns.map { ($0.name, $0.pattern) }) { _, last in last }
        self.programName = programName
        self.checksHost = checksHost
    }

    /// The decoded segments of a route's path, with values for its parameters.
    func segments(for name: RouteName, _ values: [String: String]) throws(LinkError) -> [String] {
        guard let pattern = patterns[name] else {
            throw LinkError("no route has the name \(name); add `as:` with this name to a route")
        }
        var used = 0
        func value(_ parameter: String) throws(LinkError) -> String {
            guard let value = values[parameter] else {
                throw LinkError("missing value for {\(parameter)} in a link to \(pattern.text)")
            }
            used += 1
            return value
        }
        var segments: [String] = []
        for segment in pattern.segments {
            switch segment {
            case .literal(let text): segments.append(text.text)
            case .parameter(let parameter, let type):
                segments.append(try Self.checked(try value(parameter), as: type, parameter: parameter, in: pattern))
            }
        }
        if let rest = pattern.rest {
            // Compare bytes: to `Character`, "/" followed by a combining mark is not "/".
            let parts = try value(rest).utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            for part in parts {
                segments.append(try Self.checked(String(Substring(part)), as: .text, parameter: rest, in: pattern))
            }
        }
        if used < values.count, let name = values.keys.filter({ !pattern.names.contains($0) }).min() {
            throw LinkError("unknown parameter {\(name)} in a link to \(pattern.text); remove its value")
        }
        if let first = segments.first, !programName.isEmpty, ExactText(first) == ExactText(programName) {
            throw LinkError("invalid link to \(pattern.text): its first segment is the program's own file name")
        }
        if pattern.endsInSlash { segments.append("") }
        return segments
    }

    /// Returns the value if it leads back to the route. A link never contains a value that the gate would refuse.
    private static func checked(
        _ value: String,
        as type: ParameterType,
        parameter name: String,
        in pattern: PathPattern
    ) throws(LinkError) -> String {
        // The common case: nothing that a request target can refuse.
        let isPlain = value.utf8.allSatisfy(\.isUnreservedInURL) && value.utf8.first != UInt8(ascii: ".")
        let isAccepted = isPlain || (try? RequestTarget("/\(PathText.segment(value))".utf8)) != nil
        guard isAccepted, type.matches(value) else {
            // The message omits the value, which may be a private part of a target.
            throw LinkError("invalid value for {\(name)} in a link to \(pattern.text); the path would not match it")
        }
        return value
    }
}
