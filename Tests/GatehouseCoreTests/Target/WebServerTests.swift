import GatewayInterface
import Testing

@testable import GatehouseCore

/// The parameters that each web server passes for `GET /sub/app/notes/c%20d?q=1`.
struct WebServer: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let derivesMount: Bool
    /// Whether its other parameters contain the complete path, so that a different REQUEST_URI must be detected.
    let showsWholePath: Bool
    let parameters: [String: String]

    init(
        _ name: String,
        derivesMount: Bool = false,
        showsWholePath: Bool = true,
        _ parameters: [String: String]
    ) {
        testDescription = name
        self.derivesMount = derivesMount
        self.showsWholePath = showsWholePath
        self.parameters = parameters.merging([
            "REQUEST_URI": "/sub/app/notes/c%20d?q=1", "QUERY_STRING": "q=1", "REQUEST_METHOD": "GET",
        ]) { own, _ in own }
    }

    static let all = [
        WebServer(
            "Apache mod_fcgid or mod_cgid, rewrite to app.fcgi/", derivesMount: true,
            [
                "SCRIPT_NAME": "/sub/app/app.fcgi", "PATH_INFO": "/", "SCRIPT_FILENAME": "/srv/www/sub/app/app.fcgi",
                "REDIRECT_URL": "/sub/app/notes/c d", "REDIRECT_STATUS": "200",
            ]),
        WebServer(
            "Apache, rewrite to app.fcgi/$1", derivesMount: true,
            [
                "SCRIPT_NAME": "/sub/app/app.fcgi", "PATH_INFO": "/notes/c d", "PATH_TRANSLATED": "/srv/www/notes/c d",
                "SCRIPT_FILENAME": "/srv/www/sub/app/app.fcgi", "REDIRECT_URL": "/sub/app/notes/c d",
                "REDIRECT_STATUS": "200",
            ]),
        WebServer(
            "Apache, rewrite to app.fcgi/$1, without REDIRECT_URL", derivesMount: true,
            [
                "SCRIPT_NAME": "/sub/app/app.fcgi", "PATH_INFO": "/notes/c d",
                "SCRIPT_FILENAME": "/srv/www/sub/app/app.fcgi",
            ]),
        WebServer(
            "Apache, FcgidWrapper virtual",
            [
                "SCRIPT_NAME": "/sub/app/notes", "PATH_INFO": "/c d", "SCRIPT_FILENAME": "/srv/www/sub/app/notes",
            ]),
        WebServer(
            "Apache, mod_actions", derivesMount: true,
            [
                "SCRIPT_NAME": "/sub/app/app.fcgi", "PATH_INFO": "/sub/app/notes/c d", "REDIRECT_HANDLER": "gatehouse",
                "SCRIPT_FILENAME": "/srv/www/sub/app/app.fcgi", "REDIRECT_STATUS": "200",
            ]),
        WebServer(
            "Apache, mod_proxy_fcgi, ProxyPass", showsWholePath: false,
            [
                "SCRIPT_NAME": "/notes/c d", "SCRIPT_FILENAME": "proxy:fcgi://127.0.0.1:9000/notes/c%20d",
            ]),
        WebServer(
            "Apache, mod_proxy_fcgi, SetHandler unix socket",
            [
                "SCRIPT_NAME": "/sub/app/notes", "PATH_INFO": "/c d",
                "SCRIPT_FILENAME": "proxy:fcgi://localhost//srv/www/sub/app/notes",
            ]),
        WebServer(
            "nginx, plain fastcgi_params",
            [
                "SCRIPT_NAME": "/sub/app/notes/c d", "DOCUMENT_URI": "/sub/app/notes/c d", "DOCUMENT_ROOT": "/srv/www",
            ]),
        WebServer(
            "nginx, split_path_info and an explicit SCRIPT_NAME",
            [
                "SCRIPT_NAME": "/sub/app", "PATH_INFO": "/notes/c d", "SCRIPT_FILENAME": "/srv/www/sub/app",
            ]),
        WebServer(
            "lighttpd, \"/sub/app/\" =>",
            [
                "SCRIPT_NAME": "/sub/app/notes", "PATH_INFO": "/c d", "SCRIPT_FILENAME": "/srv/www/sub/app/notes",
                "REDIRECT_STATUS": "200",
            ]),
        WebServer(
            "lighttpd, \"/sub/app\" =>",
            [
                "SCRIPT_NAME": "/sub/app", "PATH_INFO": "/notes/c d", "SCRIPT_FILENAME": "/srv/www/sub/app",
                "REDIRECT_STATUS": "200",
            ]),
    ]
}

@Suite("Gateway with the parameters of every known web server")
struct WebServerTests {
    private func target(
        _ values: [String: String],
        below mount: Mount
    ) throws -> RequestTarget {
        try Gateway(try parameters(values), programName: "app.fcgi").target(below: mount).target
    }

    @Test(
        "The target is found below a configured mount, and below a derived one where possible",
        arguments: WebServer.all
    )
    func targetIsFoundBehindEveryServer(_ server: WebServer) throws {
        let configured = try target(server.parameters, below: Mount("/sub/app"))
        #expect(configured.segments == ["notes", "c d"])
        #expect(configured.query == "q=1")
        // If no mount can be derived, the mount is the root, and the path is complete.
        let automatic = try target(server.parameters, below: .automatic)
        #expect(automatic.segments == (server.derivesMount ? ["notes", "c d"] : ["sub", "app", "notes", "c d"]))
    }

    @Test("A REQUEST_URI that contradicts the web server's other parameters is refused", arguments: WebServer.all)
    func contradictingURIIsRefused(_ server: WebServer) throws {
        for uri in ["/sub/app/other", "/sub/app/notes/c%2520d", "/sub/app/notes/c%20d/", "/sub/app/notes/C%20d"] {
            var values = server.parameters
            values["REQUEST_URI"] = uri
            #expect(throws: RequestTargetError.self, "\(uri)") { try target(values, below: Mount("/sub/app")) }
        }
        // A target outside the mount is refused even if the shortened parameter cannot contradict it.
        var values = server.parameters
        values["REQUEST_URI"] = "/elsewhere/notes/c%20d"
        #expect(throws: RequestTargetError.self) { try target(values, below: Mount("/sub/app")) }
        if server.showsWholePath {
            #expect(throws: RequestTargetError.self) { try target(values, below: Mount("/elsewhere")) }
        }
    }

    @Test(
        "Repeated slashes stay in the target, though web servers merge them elsewhere", arguments: WebServer.all
    )
    func doubledSlashesAreKept(_ server: WebServer) throws {
        var values = server.parameters
        values["REQUEST_URI"] = "/sub/app/notes//c%20d"
        #expect(try target(values, below: Mount("/sub/app")).segments == ["notes", "", "c d"])
    }

    @Test("A missing REQUEST_URI is refused, whatever the other parameters contain", arguments: WebServer.all)
    func missingURIIsRefused(_ server: WebServer) throws {
        var values = server.parameters
        values["REQUEST_URI"] = nil
        #expect(throws: RequestTargetError("the web server passed no REQUEST_URI")) {
            try target(values, below: Mount("/sub/app"))
        }
    }

    @Test("The internal redirect to an ErrorDocument is refused", arguments: WebServer.all)
    func errorDocumentIsRefused(_ server: WebServer) throws {
        for status in ["404", "403", "500", "401", "", "0200", "200 ", "2000"] {
            var values = server.parameters
            values["REDIRECT_STATUS"] = status
            let error = #expect(throws: RequestTargetError.self, "\(status)") {
                try target(values, below: Mount("/sub/app"))
            }
            #expect(try #require(error).description.contains("internal redirect"))
        }
        var values = server.parameters
        values["REDIRECT_STATUS"] = "200"
        #expect(throws: Never.self) { try target(values, below: Mount("/sub/app")) }
    }
}
