/// The check of a gate before it serves a public site: `--check`.
package struct GateCheck: Sendable {
    /// One property of the gate that a reviewer would question.
    package struct Finding: Sendable, Hashable {
        /// The kind of the finding, such as `hosts.loopback`.
        package let id: String
        /// The property of `gate.configuration`, the file, or "program".
        package let place: String
        /// What is wrong.
        package let reason: String
        /// What to do.
        package let remedy: String

        package init(_ id: String, _ place: String, _ reason: String, _ remedy: String) {
            self.id = id
            self.place = place
            self.reason = reason
            self.remedy = remedy
        }
    }

    /// The findings.
    package let findings: [Finding]

    /// The routes that everyone can request. They are not findings, because most sites have some.
    package let openRoutes: [RouteDescription]

    /// Checks a gate.
    ///
    /// - Parameters:
    ///   - gate: the gate.
    ///   - exposures: findings about the files of ``GateConfiguration/privateFiles``.
    ///   - isDebugBuild: whether the program shows details of errors to local clients.
    /// - Throws: ``GateError`` if the gate has configuration errors.
    package init(_ gate: Gate, exposures: [Finding], isDebugBuild: Bool = Self.isDebugBuild) throws(GateError) {
        openRoutes = try gate.routes().filter { $0.rule == "everyone" }
        let debug = Finding(
            "program.debug", "program",
            "this is a debug build: it is slow and shows details of errors to local clients",
            "swift build -c release")
        findings = (isDebugBuild ? [debug] : []) + gate.configuration.findings + exposures
    }

    /// Whether this library was built with `-c debug`.
    package static var isDebugBuild: Bool {
        #if DEBUG
            true
        #else
            false
        #endif
    }

    /// The findings for people.
    package var text: String {
        let lines = findings.map { "\($0.id): \($0.place): \($0.reason)\n  \($0.remedy)\n" }
        let routes = openRoutes.map { "\($0.method) \($0.path)" }.joined(separator: ", ")
        return (lines.isEmpty ? "No findings.\n" : lines.joined())
            + (routes.isEmpty ? "" : "Open to everyone: \(routes)\n")
    }

    /// The findings and the open routes for programs: one JSON object.
    package var json: String {
        Self.object([
            (
                "findings",
                findings.map { [("id", $0.id), ("place", $0.place), ("reason", $0.reason), ("remedy", $0.remedy)] }
            ),
            ("openRoutes", openRoutes.map { [("method", $0.method), ("path", $0.path)] }),
        ])
    }

    private static func object(_ lists: [(String, [[(String, String)]])]) -> String {
        let members = lists.map { name, rows in
            let lines = rows.map { pairs in
                "    {" + pairs.map { "\"\($0)\": \(JSONText.quoted($1))" }.joined(separator: ", ") + "}"
            }
            return "  \"\(name)\": [" + (lines.isEmpty ? "]" : "\n\(lines.joined(separator: ",\n"))\n  ]")
        }
        return "{\n\(members.joined(separator: ",\n"))\n}\n"
    }
}

extension GateConfiguration {
    /// Protections that are off and limits above their defaults.
    fileprivate var findings: [GateCheck.Finding] {
        var findings: [GateCheck.Finding] = []
        if hosts == .loopback {
            findings.append(
                .init(
                    "hosts.loopback", "hosts", "the gate serves only requests from this machine; others get 421",
                    "GATEHOUSE_HOSTS=www.example.com"))
        }
        if hosts == .any {
            findings.append(
                .init(
                    "hosts.any", "hosts", "the gate accepts any Host, so a client chooses the host of links",
                    "GATEHOUSE_HOSTS=www.example.com"))
        }
        if !https.isRequired {
            findings.append(
                .init(
                    "https.off", "https", "the gate accepts plain HTTP, which others can read and change",
                    "GATEHOUSE_HTTPS=required"))
        }
        if crossSiteRequests.isAllowed {
            findings.append(
                .init(
                    "cross-site.allowed", "crossSiteRequests", "pages of other sites can send forms to this site",
                    "GATEHOUSE_CROSS_SITE_REQUESTS=refused"))
        }
        return findings + raisedLimits
    }

    private var raisedLimits: [GateCheck.Finding] {
        let standard = GateConfiguration()
        let numbers: [(String, KeyPath<Self, Int>, String)] = [
            ("bodyLimit", \.bodyLimit, "BODY_LIMIT"),
            ("headerCountLimit", \.headerCountLimit, "HEADER_COUNT_LIMIT"),
            ("headerByteLimit", \.headerByteLimit, "HEADER_BYTE_LIMIT"),
            ("backgroundWorkLimit", \.backgroundWorkLimit, "BACKGROUND_WORK_LIMIT"),
            ("backgroundWorkLimitPerRoute", \.backgroundWorkLimitPerRoute, "BACKGROUND_WORK_LIMIT_PER_ROUTE"),
            ("stuckTaskLimit", \.stuckTaskLimit, "STUCK_TASK_LIMIT"),
        ]
        let times: [(String, KeyPath<Self, Duration>, String)] = [
            ("handlerTimeout", \.handlerTimeout, "HANDLER_TIMEOUT"),
            ("drainTimeout", \.drainTimeout, "DRAIN_TIMEOUT"),
            ("backgroundWorkTimeout", \.backgroundWorkTimeout, "BACKGROUND_WORK_TIMEOUT"),
        ]
        let raised =
            numbers.filter { self[keyPath: $0.1] > standard[keyPath: $0.1] }
            .map { ($0.0, "\(self[keyPath: $0.1])", "\(standard[keyPath: $0.1])", $0.2) }
            + times.filter { self[keyPath: $0.1] > standard[keyPath: $0.1] }
            .map { ($0.0, "\(self[keyPath: $0.1])", "\(standard[keyPath: $0.1])", $0.2) }
        return raised.map { name, value, usual, variable in
            .init(
                "limits.raised", name, "the limit is \(value); the default is \(usual)",
                "remove GATEHOUSE_\(variable) from the settings, or gate.configuration.\(name) from the program")
        }
    }
}
