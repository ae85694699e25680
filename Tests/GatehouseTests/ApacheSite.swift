import FastCGI
import Foundation
import TestSupport

/// A real Apache with a temporary directory full of bait files, started by scripts/apache-site. It ends with its owner.
final class ApacheSite: Sendable {
    /// The rules between the client and the files.
    enum Rules: Sendable, CustomStringConvertible {
        /// One of htaccess-templates/.
        case template(String)
        /// A file below Tests/Fixtures.
        case fixture(String)

        var description: String {
            switch self {
            case .template(let name), .fixture(let name): name
            }
        }
    }

    struct DidNotStart: Error {
        let messages: String
    }

    let publicDirectory: URL
    /// The directory of the binary that mod_fcgid starts, unless the rules need it in the public directory.
    let privateDirectory: URL
    let errorLog: URL
    let mount: String
    let port: UInt16
    private let program: Program

    /// - Parameter hostConfiguration: lines of the server's configuration; "@PRIVATE@" is replaced by
    ///   ``privateDirectory``.
    init(_ rules: Rules, mount: String, binary: String, hostConfiguration: String = "") throws {
        let directory = try TemporaryDirectory()
        let file = directory.path("host.conf")
        try hostConfiguration.write(toFile: file, atomically: false, encoding: .utf8)
        var arguments = ["--binary", binary, "--mount", mount, "--bait", "--while-stdin", "--host-config", file]
        switch rules {
        case .template(let name):
            arguments += ["--template", name]
        case .fixture(let name):
            arguments += ["--htaccess", Products.root.appendingPathComponent("Tests/Fixtures/\(name)").path]
        }
        program = try Program(
            Products.root.appendingPathComponent("scripts/apache-site").path,
            arguments,
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
            input: nil
        )
        guard let directory = program.line(beginningWith: "public "),
            let privateDirectory = program.line(beginningWith: "private "),
            let log = program.line(beginningWith: "error-log "), let ready = program.line(beginningWith: "ready "),
            let port = URL(string: String(ready.dropFirst("ready ".count)))?.port
        else { throw DidNotStart(messages: program.end().errors) }
        publicDirectory = URL(fileURLWithPath: String(directory.dropFirst("public ".count)))
        self.privateDirectory = URL(fileURLWithPath: String(privateDirectory.dropFirst("private ".count)))
        errorLog = URL(fileURLWithPath: String(log.dropFirst("error-log ".count)))
        self.mount = mount == "/" ? "" : mount
        self.port = UInt16(port)
    }

    /// The paths of all files and directories in the public directory, relative to it.
    func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: publicDirectory.path).sorted()
    }

    /// Sends a request as raw bytes, which no client library normalizes, and reads until the connection ends.
    ///
    /// - Parameter target: the target below the mount, beginning with "/".
    func exchange(_ method: String, _ target: String, headers: [String] = []) throws -> RawResponse {
        try exchange(
            lines: ["\(method) \(mount)\(target) HTTP/1.1", "Host: 127.0.0.1:\(port)"] + headers + ["Connection: close"]
        )
    }

    /// Sends the lines of a request head, without a body.
    func exchange(lines: [String]) throws -> RawResponse {
        let connection = try SocketAddress("127.0.0.1:\(port)").connect()
        try connection.write((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        var bytes: [UInt8] = []
        while case let piece = try connection.read(upTo: 64 * 1024), !piece.isEmpty { bytes += piece }
        return RawResponse(bytes)
    }
}

/// The raw bytes of a response.
struct RawResponse {
    let head: String
    let body: [UInt8]

    init(_ bytes: [UInt8]) {
        var end = bytes.count
        for index in bytes.indices where bytes[index...].starts(with: [0x0D, 0x0A, 0x0D, 0x0A]) {
            end = index
            break
        }
        head = String(decoding: bytes[..<end], as: UTF8.self)
        let body = Array(bytes.dropFirst(end + 4))
        // Apache sends CGI responses in chunks.
        self.body = head.lowercased().contains("\r\ntransfer-encoding: chunked") ? Self.joined(body) : body
    }

    /// Joins the chunks of a body, each after its length (RFC 9112, section 7.1).
    private static func joined(_ pieces: [UInt8]) -> [UInt8] {
        var rest = pieces[...]
        var whole: [UInt8] = []
        while let end = rest.firstIndex(of: 0x0D),
            let length = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16), length > 0
        {
            let piece = rest[end...].dropFirst(2)
            whole += piece.prefix(length)
            rest = piece.dropFirst(length + 2)
        }
        return whole
    }

    var status: Int { Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0 }
    var text: String { String(decoding: body, as: UTF8.self) }

    /// What the response reveals about the directory; `nil` if it reveals nothing.
    var leak: String? {
        if text.contains("GATEHOUSE-BAIT") || head.contains("GATEHOUSE-BAIT") { return "a file's content" }
        if body.starts(with: [0x7F, 0x45, 0x4C, 0x46]) { return "the binary" }
        if text.contains("Index of ") { return "a listing" }
        for name in ["etag:", "last-modified:", "content-location:", "alternates:"]
        where head.lowercased().contains("\r\n" + name) {
            return "a file's metadata (\(name))"
        }
        return nil
    }
}
