internal import GatewayInterface

/// The named routes of a gate, used to build links.
final class Links: Sendable {
    /// A named route. It is a class, so that a lookup copies only a reference.
    private final class Target: Sendable {
        let pattern: PathPattern
        /// The encoded path; `nil` if it has parameters or no link can lead to it.
        let path: String?
        /// The path in two parts, if its last segment is its only parameter.
        let parts: (start: String, parameter: String, type: ParameterType)?

        init(_ pattern: PathPattern, programName: String) {
            self.pattern = pattern
            path = pattern.names.isEmpty ? try? Links.path(to: pattern, [:], programName) : nil
            parts = Self.parts(of: pattern, programName)
        }

        private static func parts(
            of pattern: PathPattern, _ programName: String
        ) -> (start: String, parameter: String, type: ParameterType)? {
            guard case .parameter(let name, let type)? = pattern.segments.last, pattern.rest == nil,
                !pattern.endsInSlash, pattern.segments.count > 1
            else { return nil }
            var texts: [String] = []
            for segment in pattern.segments.dropLast() {
                guard case .literal(let text) = segment else { return nil }
                texts.append(text.text)
            }
            // Such a link is refused.
            guard programName.isEmpty || texts.first?.hasSameBytes(as: programName) == false else { return nil }
            return (PathText.path(texts + [""]), name, type)
        }
    }

    private let targets: [RouteName: Target]
    private let programName: String
    /// Whether the gate refuses requests for hosts that it does not know.
    let checksHost: Bool

    /// - Parameters:
    ///   - patterns: the named routes of a gate.
    ///   - programName: the file name of the program; empty if no URL contains it.
    ///   - checksHost: whether the gate refuses requests for hosts that it does not know.
    init(_ patterns: [(name: RouteName, pattern: PathPattern)], programName: String, checksHost: Bool) {
        targets = Dictionary(
            patterns.map { ($0.name, Target($0.pattern, programName: programName)) }
        ) { _, last in last }
        self.programName = programName
        self.checksHost = checksHost
    }

    /// The path of a route, encoded, with values for its parameters.
    func path(to name: RouteName, _ values: [String: String]) throws(LinkError) -> String {
        guard let target = targets[name] else {
            throw LinkError("no route has the name \(name); add `as:` with this name to a route")
        }
        if values.isEmpty, let path = target.path { return path }
        if values.count == 1, let (start, name, type) = target.parts, let value = values[name] {
            return start + PathText.segment(try Self.checked(value, as: type, parameter: name, in: target.pattern))
        }
        return try Self.path(to: target.pattern, values, programName)
    }

    /// The path of a route with one parameter, encoded.
    func path(to name: RouteName, _ value: String) throws(LinkError) -> String {
        guard let target = targets[name] else {
            throw LinkError("no route has the name \(name); add `as:` with this name to a route")
        }
        if let (start, name, type) = target.parts {
            return start + PathText.segment(try Self.checked(value, as: type, parameter: name, in: target.pattern))
        }
        guard target.pattern.names.count == 1, let name = target.pattern.names.first else {
            throw LinkError(
                "\(target.pattern.text) has \(target.pattern.names.count) parameters; write [name: value, …] in the link"
            )
        }
        return try Self.path(to: target.pattern, [name: value], programName)
    }

    private static func path(
        to pattern: PathPattern, _ values: [String: String], _ programName: String
    ) throws(LinkError) -> String {
        var used = 0
        func value(_ parameter: String) throws(LinkError) -> String {
            guard let value = values[parameter] else {
                throw LinkError("missing value for {\(parameter)} in a link to \(pattern.text)")
            }
            used += 1
            return value
        }
        var first: String?
        var path: [UInt8] = []
        path.reserveCapacity(64)
        func append(_ segment: String) {
            if first == nil { first = segment }
            PathText.append(segment: segment, to: &path)
        }
        for segment in pattern.segments {
            switch segment {
            case .literal(let text): append(text.text)
            case .parameter(let parameter, let type):
                append(try checked(try value(parameter), as: type, parameter: parameter, in: pattern))
            }
        }
        if let rest = pattern.rest {
            // Compare bytes: to `Character`, "/" followed by a combining mark is not "/".
            // An array, because a string gives its bytes one by one.
            let bytes = Array(try value(rest).utf8)
            for part in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
                append(try checked(String(decoding: part, as: UTF8.self), as: .text, parameter: rest, in: pattern))
            }
        }
        if used < values.count, let name = values.keys.filter({ !pattern.names.contains($0) }).min() {
            throw LinkError("unknown parameter {\(name)} in a link to \(pattern.text); remove its value")
        }
        if let first, !programName.isEmpty, first.hasSameBytes(as: programName) {
            throw LinkError("invalid link to \(pattern.text): its first segment is the program's own file name")
        }
        if pattern.endsInSlash { append("") }
        return String(decoding: path, as: UTF8.self)
    }

    /// Returns the value if it leads back to the route. A link never contains a value that the gate would refuse.
    private static func checked(
        _ value: String,
        as type: ParameterType,
        parameter name: String,
        in pattern: PathPattern
    ) throws(LinkError) -> String {
        // The common case: nothing that a request target can refuse.
        let isPlain = PathText.unreserved.contains(allOf: value.utf8.span) && value.utf8.first != UInt8(ascii: ".")
        let isAccepted = isPlain || (try? RequestTarget("/\(PathText.segment(value))".utf8)) != nil
        guard isAccepted, type.matches(value) else {
            // The message omits the value, which may be a private part of a target.
            throw LinkError("invalid value for {\(name)} in a link to \(pattern.text); the path would not match it")
        }
        return value
    }
}
