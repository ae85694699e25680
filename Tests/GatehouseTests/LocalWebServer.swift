import FastCGI
import Foundation
import TestSupport

/// An nginx or lighttpd in front of a program that listens on a Unix socket. The web server also listens on a Unix
/// socket, so it needs no port. It ends with its owner.
struct LocalWebServer: ~Copyable {
    enum Kind: Sendable {
        case nginx
        case lighttpd
    }

    struct DidNotStart: Error {
        let messages: String
    }

    /// Contains `files`, which clients cannot request.
    let directory: TemporaryDirectory
    private let address: SocketAddress
    private let responder: Listening
    private let program: Program

    init(_ kind: Kind, in front: String) throws {
        let directory = try TemporaryDirectory()
        let root = directory.url.path
        for name in ["files", "public"] {
            try FileManager.default.createDirectory(atPath: "\(root)/\(name)", withIntermediateDirectories: false)
        }
        let address = try SocketAddress("\(root)/http.sock")
        let responder = try Listening(front, "\(root)/app.sock")
        let file = "\(root)/server.conf"
        let command: [String]
        switch kind {
        case .nginx:
            try Self.nginx(root).write(toFile: file, atomically: false, encoding: .utf8)
            command = ["/usr/sbin/nginx", "-p", root, "-c", file, "-e", "\(root)/error.log"]
        case .lighttpd:
            try Self.lighttpd(root).write(toFile: file, atomically: false, encoding: .utf8)
            command = ["/usr/sbin/lighttpd", "-D", "-f", file]
        }
        // The web server inherits blocked signals, such as SIGTERM, from the test threads. It needs no cleanup, so
        // SIGKILL ends it.
        let watching = "trap '' TERM; \"$@\" & read -r; kill -KILL $!; wait"
        let program = try Program("/bin/bash", ["-c", watching, "web-server"] + command, input: nil)
        let end = ContinuousClock.now + .hang
        while true {
            do {
                _ = try address.connect()
                break
            } catch {
                guard ContinuousClock.now < end else {
                    program.stop()
                    throw DidNotStart(messages: program.end().errors)
                }
                usleep(2000)
            }
        }
        self.directory = directory
        self.address = address
        self.responder = responder
        self.program = program
    }

    /// Sends a request with the fields that control TestResponder.
    func exchange(_ method: String, _ target: String, _ fields: [String] = []) throws -> RawResponse {
        let connection = try address.connect()
        let lines = ["\(method) \(target) HTTP/1.1", "Host: localhost"] + fields + ["Connection: close", "", ""]
        try connection.write(lines.joined(separator: "\r\n").utf8)
        var bytes: [UInt8] = []
        while case let piece = try connection.read(upTo: 64 * 1024), !piece.isEmpty { bytes += piece }
        return RawResponse(bytes)
    }

    private static func nginx(_ root: String) -> String {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(root)/\($0);" }
        return """
            daemon off;
            master_process off;
            pid \(root)/nginx.pid;
            events { worker_connections 64; }
            http {
                access_log off;
                \(temporary.joined(separator: "\n    "))
                server {
                    listen unix:\(root)/http.sock;
                    root \(root)/public;
                    location / {
                        fastcgi_pass unix:\(root)/app.sock;
                        fastcgi_param REQUEST_METHOD $request_method;
                        fastcgi_param REQUEST_URI $request_uri;
                        fastcgi_param QUERY_STRING $query_string;
                    }
                    location /files/ { internal; alias \(root)/files/; }
                }
            }
            """
    }

    private static func lighttpd(_ root: String) -> String {
        """
        server.modules = ("mod_fastcgi")
        server.bind = "\(root)/http.sock"
        server.document-root = "\(root)/public"
        server.errorlog = "\(root)/error.log"
        server.upload-dirs = ("\(root)")
        fastcgi.server = ("/" => ((
            "socket" => "\(root)/app.sock",
            "check-local" => "disable",
            "x-sendfile" => "enable",
            "x-sendfile-docroot" => ("\(root)/files")
        )))
        """
    }
}
