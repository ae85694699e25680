import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// A program that reads its settings.
@Suite("The settings of a program", .timeLimit(.minutes(5)))
struct SettingsTests {
    private let app = Products.program("TestApp")

    private func write(_ text: String, to directory: borrowing TemporaryDirectory) throws {
        let manager = FileManager.default
        try manager.createDirectory(atPath: directory.path("public_html"), withIntermediateDirectories: false)
        #expect(
            manager.createFile(
                atPath: directory.path("app.conf"), contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
    }

    /// Breaks if a program with configuration errors serves, or prints the secret.
    @Test("All configuration errors are on standard error without the secret, exit 78")
    func configurationErrorsExit78() throws {
        let directory = try TemporaryDirectory()
        try write("GATEHOUSE_APP_KEY=hunter2\nGATEHOUSE_WORKERS=0\n", to: directory)
        let end = try Program(
            app, ["--listen", directory.path("app.sock")],
            environment: ["TESTAPP_SETTINGS": directory.url.path, "GATEHOUSE_HOST": "hunter2"]
        ).end()
        #expect(end.status == 78)
        #expect(
            end.errors == """
                TestApp: invalid settings; the gate does not open:
                environment: unknown setting "GATEHOUSE_HOST"; did you mean GATEHOUSE_HOSTS?
                GATEHOUSE_WORKERS is "0"; expected a whole number from 1 to 1024
                GATEHOUSE_APP_KEY: the secret needs at least 16 bytes; create one with: openssl rand -base64 24

                """)
        #expect(end.output.isEmpty)
    }

    @Test("Settings from file and environment reach the gate; PATH, HOME and similar variables are ignored")
    func settingsReachGate() throws {
        let directory = try TemporaryDirectory()
        try write("GATEHOUSE_APP_KEY=hJ3kd93kslA0sldk\nGATEHOUSE_HOSTS=www.example.com\n", to: directory)
        let program = try Listening(
            app, directory.path("app.sock"),
            environment: [
                "TESTAPP_SETTINGS": directory.url.path, "GATEHOUSE_HTTPS": "not-required", "PATH": "/nowhere",
                "HOME": "/nowhere", "HTTP_GATEHOUSE_HOSTS": "any", "GATEHOUSE_LOG_DESTINATION": "standard-error",
            ])
        func get(_ host: String) throws -> GatewayResponse {
            var connection = try ClientConnection(to: program.address)
            return try connection.exchange(
                ClientRequest([
                    (name: "REQUEST_METHOD", value: "GET"), (name: "REQUEST_URI", value: "/settings"),
                    (name: "HTTP_HOST", value: host),
                ])
            ).head()
        }
        let response = try get("www.example.com")
        #expect(response.status == .ok)
        #expect(String(decoding: response.body, as: UTF8.self) == "<secret> 16\n")
        #expect(try get("localhost").status == .misdirectedRequest)
        program.program.signal(SIGTERM)
        let end = program.program.end()
        #expect(end.status == 0)
        #expect(end.errors.contains("notice gatehouse: "), "only this log has the refused host: \(end.errors)")
    }
}
