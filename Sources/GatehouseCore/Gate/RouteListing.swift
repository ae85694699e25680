/// The routes of a gate as text, to print or to keep in a file with the source.
public struct RouteListing: Sendable {
    private let routes: [RouteDescription]

    /// Creates a listing of the routes.
    ///
    /// - Throws: ``GateError`` if the gate has configuration errors.
    public init(_ gate: Gate) throws(GateError) {
        routes = try gate.routes()
    }

    /// A table with one line for each route. Control characters in names are escaped as `\u{1B}`.
    public var table: String {
        let rows =
            [["METHOD", "PATH", "RULE", "NAME", "SOURCE"]]
            + routes.map { [$0.method, $0.path, $0.rule, $0.name ?? "-", $0.source].map(Self.onOneLine) }
        let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return cells.joined(separator: "  ").trimmedAtEnd + "\n"
        }
        .joined()
    }

    /// JSON: an array with one object for each route, one per line, so that a diff shows each changed route as one
    /// line.
    public var json: String {
        let lines = routes.map { route in
            let pairs = [
                ("method", route.method), ("path", route.path), ("rule", route.rule), ("name", route.name),
                ("source", route.source),
            ]
            return "  {" + pairs.map { "\"\($0)\": \($1.map(JSONText.quoted) ?? "null")" }.joined(separator: ", ") + "}"
        }
        return "[\n" + lines.joined(separator: ",\n") + (lines.isEmpty ? "]\n" : "\n]\n")
    }

    /// The text with control characters and line separators escaped.
    private static func onOneLine(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                line += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
