/// The routes of a gate as text: for people, and for a file that is kept with the source.
public struct RouteListing: Sendable {
    private let routes: [RouteDescription]

    /// Lists the routes of a gate.
    ///
    /// - Throws: ``GateError`` if the gate has mistakes.
    public init(_ gate: Gate) throws(GateError) {
        routes = try gate.routes()
    }

    /// A table with a line for each route. A control character in a name is shown as `\u{1B}`.
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

    /// JSON: an array with an object for each route, one a line, so that a change shows as one line.
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

    /// A text without what ends a line, or what a terminal obeys.
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
