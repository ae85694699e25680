import Foundation
import GatehouseCore
import TestSupport
import Testing

/// What a program reports about itself.
@Suite("--check", .timeLimit(.minutes(5)))
struct CheckProgramTests {
    private let app = Products.program("TestApp")

    private struct Report: Decodable {
        struct Finding: Decodable {
            let id: String
            let place: String
            let reason: String
            let remedy: String
        }

        struct OpenRoute: Decodable {
            let method: String
            let path: String
        }

        let findings: [Finding]
        let openRoutes: [OpenRoute]

        /// The ids, without that of the debug build, which depends on how the tests were built.
        var ids: [String] { findings.map(\.id).filter { $0 != "program.debug" } }
    }

    private func report(_ arguments: [String] = [], _ environment: [String: String] = [:]) throws -> Report {
        let end = try Program(app, arguments + ["--check=json"], environment: environment).end()
        #expect(end.errors.isEmpty, "\(end.errors)")
        let report = try JSONDecoder().decode(Report.self, from: Data(end.output))
        #expect(end.status == (report.findings.isEmpty ? 0 : 1))
        return report
    }

    /// Runs the program with a settings file of these lines.
    private func report(settings lines: [String]) throws -> Report {
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: directory.path("public_html"), withIntermediateDirectories: false)
        let key = "GATEHOUSE_APP_KEY=q8Zr1Vw5Lk3Tn7Yb2Xc9\n"
        #expect(
            FileManager.default.createFile(
                atPath: directory.path("app.conf"), contents: Data((key + lines.joined(separator: "\n")).utf8),
                attributes: [.posixPermissions: 0o600]))
        return try report([], ["TESTAPP_SETTINGS": directory.path("")])
    }

    @Test("A gate with the defaults is left at loopback; --host removes the finding")
    func defaults() throws {
        #expect(try report().ids == ["hosts.loopback"])
        let closed = try report(["--host", "www.example.com"])
        #expect(closed.ids.isEmpty)
        #expect(closed.findings.contains { $0.id == "program.debug" } == GateCheck.isDebugBuild)
    }

    @Test("Open routes are listed, and those with another rule are not")
    func openRoutes() throws {
        let routes = try report().openRoutes
        #expect(routes.contains { $0.method == "POST" && $0.path == "/echo" })
        #expect(!routes.contains { $0.path == "/hidden" })
    }

    @Test(
        "Each protection that is off and each raised limit is a finding",
        arguments: [
            ("GATEHOUSE_HOSTS=any", "hosts.any", "hosts"), ("GATEHOUSE_HTTPS=not-required", "https.off", "https"),
            ("GATEHOUSE_CROSS_SITE_REQUESTS=allowed", "cross-site.allowed", "crossSiteRequests"),
            ("GATEHOUSE_BODY_LIMIT=1048577", "limits.raised", "bodyLimit"),
            ("GATEHOUSE_HEADER_COUNT_LIMIT=101", "limits.raised", "headerCountLimit"),
            ("GATEHOUSE_HEADER_BYTE_LIMIT=32769", "limits.raised", "headerByteLimit"),
            ("GATEHOUSE_HANDLER_TIMEOUT=31s", "limits.raised", "handlerTimeout"),
            ("GATEHOUSE_DRAIN_TIMEOUT=4s", "limits.raised", "drainTimeout"),
            ("GATEHOUSE_BACKGROUND_WORK_TIMEOUT=11s", "limits.raised", "backgroundWorkTimeout"),
            ("GATEHOUSE_BACKGROUND_WORK_LIMIT=17", "limits.raised", "backgroundWorkLimit"),
            ("GATEHOUSE_BACKGROUND_WORK_LIMIT_PER_ROUTE=9", "limits.raised", "backgroundWorkLimitPerRoute"),
            ("GATEHOUSE_STUCK_TASK_LIMIT=4", "limits.raised", "stuckTaskLimit"),
        ])
    func reportsSetting(line: String, id: String, place: String) throws {
        let hosts = line.hasPrefix("GATEHOUSE_HOSTS") ? [] : ["GATEHOUSE_HOSTS=www.example.com"]
        let report = try report(settings: hosts + [line])
        #expect(report.ids == [id])
        let finding = try #require(report.findings.first { $0.id == id })
        #expect(finding.place == place)
        #expect(!finding.reason.isEmpty && finding.remedy.contains("GATEHOUSE_"))
    }

    @Test("Settings below the defaults are no findings")
    func lowerLimits() throws {
        let report = try report(settings: [
            "GATEHOUSE_HOSTS=www.example.com", "GATEHOUSE_BODY_LIMIT=10", "GATEHOUSE_HANDLER_TIMEOUT=5s",
        ])
        #expect(report.ids.isEmpty)
    }

    @Test("A file of privateFiles that others can read is a finding with the command that closes it")
    func exposedFile() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("app.db")
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data(), attributes: [.posixPermissions: 0o644]))
        try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: directory.path(""))
        let report = try report(["--host", "a.example"], ["TESTAPP_PRIVATE": path])
        #expect(report.ids == ["data.exposed"])
        #expect(report.findings.last?.remedy == "chmod 600 \"\(path)\"")
    }

    @Test("The text has the findings with their remedies and the open routes")
    func text() throws {
        let end = try Program(app, ["--check"]).end()
        #expect(end.status == 1)
        let text = String(decoding: end.output, as: UTF8.self)
        #expect(
            text.contains("hosts.loopback: hosts: the gate serves only requests from this machine; others get 421\n"))
        #expect(text.contains("\n  GATEHOUSE_HOSTS=www.example.com\n"))
        #expect(text.contains("\nOpen to everyone: GET /, GET /mishap, "))
    }

    @Test("A gate with configuration errors prints them and no findings, exit 78")
    func invalidGate() throws {
        let end = try Program(app, ["--check"], environment: ["TESTAPP_MISTAKES": "1"]).end()
        #expect(end.status == 78)
        #expect(end.output.isEmpty)
    }

    /// Under CGI a client chooses the arguments.
    @Test("A CGI request for ?--check is an ordinary request, and one variable of a gateway is enough to refuse")
    func gatewaysGetNothing() throws {
        let request = ["REQUEST_METHOD": "GET", "REQUEST_URI": "/?--check", "QUERY_STRING": "--check"]
        let end = try Program(app, ["--check"], environment: request).end()
        #expect(String(decoding: end.output, as: UTF8.self).hasSuffix("\r\n\r\nopen\n"))
        let refused = try Program(app, ["--check"], environment: ["SCRIPT_NAME": "/app.fcgi"]).end()
        #expect(refused.status == 64)
        #expect(refused.output.isEmpty)
    }
}
