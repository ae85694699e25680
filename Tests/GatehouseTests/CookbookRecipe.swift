import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// A program of docs/cookbook.md and its requests.
struct CookbookRecipe: Sendable, CustomTestStringConvertible {
    let heading: String
    var environment: [String: String] = [:]
    let routes: [String]
    let questions: [Question]
    /// The arguments of a command, and the expected status and beginning of its output.
    var commands: [(arguments: [String], status: Int32, output: String)] = []

    var testDescription: String { heading }

    /// The files of the program: its code, and those that the plugin EmbedAssets adds. The program uses a directory of the test
    /// instead of `/home/me`.
    func sources(_ code: String, in directory: borrowing TemporaryDirectory) throws -> [String: String] {
        let home = directory.path("me")
        for (name, mode) in [("public_html", 0o755), ("private", 0o700), ("private/pictures", 0o700)] {
            try FileManager.default.createDirectory(
                atPath: "\(home)/\(name)", withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
        }
        var sources = ["main.swift": code.replacing("/home/me/", with: "\(home)/")]
        if code.contains("Assets.embedded") {
            sources["EmbeddedAssets.swift"] = try EmbeddedAssetsTests.code(
                ["style.css": Array("body { margin: 2em }\n".utf8)], in: directory)
        }
        return sources
    }

    /// A CGI request, and a part of the expected response.
    struct Question: Sendable, CustomStringConvertible {
        let method: String
        let target: String
        let headers: [String: String]
        let body: String
        let status: Int
        let part: String
        let log: String

        init(
            _ method: String, _ target: String, by headers: [String: String] = [:], body: String = "",
            gives status: Int,
            with part: String, logs log: String = ""
        ) {
            self.method = method
            self.target = target
            self.headers = headers
            self.body = body
            self.status = status
            self.part = part
            self.log = log
        }

        var description: String { "\(method) \(target) \(headers)" }

        func ask(
            _ app: String, _ environment: [String: String]
        ) throws -> (response: GatewayResponse, log: String) {
            var variables = environment.merging(headers) { $1 }
            variables["REQUEST_METHOD"] = method
            variables["REQUEST_URI"] = target
            // A body can contain any bytes.
            let input = body.unicodeScalars.map { UInt8($0.value) }
            if !body.isEmpty { variables["CONTENT_LENGTH"] = "\(input.count)" }
            let end = try Program(app, environment: variables, input: input).end()
            return (try GatewayResponse(end.output), end.errors)
        }
    }

    static func bearer(_ token: String, _ headers: [String: String] = [:]) -> [String: String] {
        headers.merging(["HTTP_AUTHORIZATION": "Bearer \(token)"]) { $1 }
    }

    static func basic(_ credentials: String, _ headers: [String: String] = [:]) -> [String: String] {
        headers.merging(["HTTP_AUTHORIZATION": "Basic \(Data(credentials.utf8).base64EncodedString())"]) { $1 }
    }

    static let form = ["CONTENT_TYPE": "application/x-www-form-urlencoded"]

    static let json = ["CONTENT_TYPE": "application/json"]

    static let hidden = "404 Not Found\n"
}
