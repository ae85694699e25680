import GatewayInterface
import Testing

@testable import GatehouseCore

@Suite("Gateway uses REQUEST_URI; other parameters can only contradict it")
struct GatewayTests {
    /// The segments below the mount; `nil` if the request is refused.
    private func segments(
        _ uri: String,
        _ more: [String: String] = [:],
        below mount: Mount = .automatic,
        programName: String = "app.fcgi"
    ) throws -> [String]? {
        let parameters = try parameters(more.merging(["REQUEST_URI": uri]) { $1 })
        return try? Gateway(parameters, programName: programName).target(below: mount).target.segments
    }

    private let rewritten = [
        "SCRIPT_NAME": "/sub/app/app.fcgi", "PATH_INFO": "/", "SCRIPT_FILENAME": "/srv/www/sub/app/app.fcgi",
    ]

    @Test(
        "A target outside the mount is refused; the mount is compared decoded",
        arguments: [
            ("/sub/app/x", ["x"]), ("/sub/app", []), ("/sub/app/", [""]), ("/sub/%61pp/x", ["x"]),
            ("/%73ub/app/x", ["x"]),
            ("http://h/sub/app/x", ["x"]), ("/sub/app//x", ["", "x"]),
            ("/sub/appx", nil), ("/sub/appx/y", nil), ("/sub/ap", nil), ("/sub", nil), ("/", nil), ("/other/x", nil),
            ("//sub/app", nil), ("/sub//app/x", nil), ("/sub/x/../app/y", nil), ("/sub/./app/y", nil),
            ("/SUB/app/x", nil),
            ("/sub/%2561pp/x", nil), ("/sub%2Fapp/x", nil), ("/x/sub/app/y", nil), ("/sub/app%00/x", nil),
        ] as [(String, [String]?)]
    )
    func targetOutsideMountIsRefused(uri: String, expected: [String]?) throws {
        #expect(try segments(uri, below: Mount("/sub/app")) == expected)
        // The derived mount gives the same result.
        #expect(try segments(uri, rewritten) == expected)
    }

    @Test("The mount is compared by bytes, not by Unicode equivalence")
    func mountIsComparedByBytes() throws {
        let found = try segments("/%E2%84%AAeys/x", below: Mount("/Keys"))
        #expect(found == nil)
    }

    @Test(
        "A mount is derived only if SCRIPT_NAME and SCRIPT_FILENAME both end in the program's name",
        arguments: [
            ("/sub/app/app.fcgi", "/srv/app.fcgi", "app.fcgi", true),
            ("/sub/app/app.fcgi", "/srv/other.fcgi", "app.fcgi", false),
            ("/sub/app/other.fcgi", "/srv/app.fcgi", "app.fcgi", false),
            ("/sub/app/other.fcgi", "/srv/other.fcgi", "app.fcgi", false),
            ("/sub/app/my-app.fcgi", "/srv/my-app.fcgi", "app.fcgi", false),
            ("/sub/app/app.fcgi", "app.fcgi", "app.fcgi", false),
            ("/sub/app/app.fcgi/", "/srv/app.fcgi/", "app.fcgi", false),
            ("/sub/app/app.fcgi", "/srv/app.fcgi", "", false),
            ("/sub/app/", "/srv/sub/app/", "", false),
            ("/sub/app/app.fcgi", nil, "app.fcgi", false),
            (nil, "/srv/app.fcgi", "app.fcgi", false),
        ] as [(String?, String?, String, Bool)]
    )
    func mountIsDerivedFromProgramName(script: String?, file: String?, program: String, isDerived: Bool) throws {
        var more = ["REDIRECT_URL": "/sub/app/x"]
        more["SCRIPT_NAME"] = script
        more["SCRIPT_FILENAME"] = file
        let expected = isDerived ? ["x"] : ["sub", "app", "x"]
        #expect(try segments("/sub/app/x", more, programName: program) == expected)
        // A configured mount overrides a derived one.
        #expect(try segments("/sub/app/x", more, below: Mount("/sub"), programName: program) == ["app", "x"])
    }

    @Test("A program at the root of the host gets the root mount")
    func rootMountIsDerived() throws {
        let more = ["SCRIPT_NAME": "/app.fcgi", "SCRIPT_FILENAME": "/srv/www/app.fcgi", "PATH_INFO": "/"]
        #expect(try segments("/x/y", more) == ["x", "y"])
        #expect(try segments("/", more) == [""])
    }

    @Test("No mount is derived from PATH_INFO")
    func mountIsNeverDerivedFromPathInfo() throws {
        let more = ["SCRIPT_NAME": "/sub/app", "PATH_INFO": "/x", "SCRIPT_FILENAME": "/srv/www/sub/app"]
        #expect(try segments("/sub/app/x", more) == ["sub", "app", "x"])
        let named = ["SCRIPT_NAME": "/sub", "PATH_INFO": "/app.fcgi/x", "SCRIPT_FILENAME": "/srv/app.fcgi"]
        #expect(try segments("/sub/app.fcgi/x", named) == ["sub", "app.fcgi", "x"])
    }

    @Test(
        "REDIRECT_URL precedes SCRIPT_NAME and PATH_INFO, and must match the complete path",
        arguments: [
            ("/sub/app/x", true), ("/sub/app/y", false), ("/sub/app/x/", false), ("/sub/app", false), ("/x", false),
            ("", false),
            ("/sub/app/x?q", false), ("sub/app/x", false), ("/sub/app/%78", false),
        ]
    )
    func redirectURLMustMatchPath(_ view: String, agrees: Bool) throws {
        let found = try segments("/sub/app/x?q", rewritten.merging(["REDIRECT_URL": view]) { $1 })
        #expect(found == (agrees ? ["x"] : nil))
    }

    @Test(
        "SCRIPT_NAME and PATH_INFO must together match the path",
        arguments: [
            ("/a/b", nil, true), ("/a", "/b", true), ("", "/a/b", true), ("", "", true), ("", nil, true),
            (nil, "/zzz", true),
            ("/a", nil, false), ("/a", "/c", false), ("/a/b", "/", false), ("/b", nil, false), ("", "/b", false),
            ("/a/b", "/a/b", false), ("/A/b", nil, false), ("/a/%62", nil, false),
        ] as [(String?, String?, Bool)]
    )
    func scriptNameAndPathInfoMustMatch(script: String?, info: String?, agrees: Bool) throws {
        var more: [String: String] = [:]
        more["SCRIPT_NAME"] = script
        more["PATH_INFO"] = info
        #expect(try segments("/a/b", more) == (agrees ? ["a", "b"] : nil))
    }

    @Test(
        "After a rewrite PATH_INFO must be empty, \"/\", the rest or the complete path",
        arguments: [
            (nil, true), ("", true), ("/", true), ("/x/y", true), ("/sub/app/x/y", true),
            ("/x", false), ("/y", false), ("/x/y/", false), ("/app/x/y", false), ("x/y", false), ("//x/y", false),
            ("/x/z", false),
        ] as [(String?, Bool)]
    )
    func rewrittenPathInfoMustMatch(info: String?, agrees: Bool) throws {
        var more = rewritten
        more["PATH_INFO"] = info
        #expect(try segments("/sub/app/x/y", more) == (agrees ? ["x", "y"] : nil))
    }

    @Test(
        "A shortened path is accepted only from mod_proxy_fcgi, and only the end of the path",
        arguments: [
            ("proxy:fcgi://127.0.0.1:9000/x", "/x", true), ("/srv/x", "/x", false), (nil, "/x", false),
            ("xproxy:fcgi://h/x", "/x", false), ("proxy:fcgi://127.0.0.1:9000/y", "/y", false),
            ("proxy:fcgi://127.0.0.1:9000/a", "/sub", false),
        ] as [(String?, String, Bool)]
    )
    func shortenedPathNeedsModProxyFCGI(file: String?, script: String, agrees: Bool) throws {
        var more = ["SCRIPT_NAME": script]
        more["SCRIPT_FILENAME"] = file
        #expect(try segments("/sub/app/x", more, below: Mount("/sub/app")) == (agrees ? ["x"] : nil))
    }

    /// Whether the path begins with the program's own URL; `nil` if the request is refused.
    private func isOwnURL(
        _ uri: String,
        _ more: [String: String] = [:],
        below mount: Mount = .automatic,
        programName: String = "app.fcgi"
    ) throws -> Bool? {
        let parameters = try parameters(more.merging(["REQUEST_URI": uri]) { $1 })
        let gateway = Gateway(parameters, programName: programName)
        return (try? gateway.target(below: mount)).map { gateway.isOwnURL($0.target) }
    }

    @Test(
        "The program's own URL is recognized below a mount and at the root, encoded or not",
        arguments: ["app.fcgi", "app.fcgi/", "app.fcgi/x", "app.fcgi/app.fcgi", "%61pp.fcgi/x", "app%2Efcgi/x"]
    )
    func programURLIsRecognized(_ path: String) throws {
        #expect(try isOwnURL("/\(path)", below: Mount("/")) == true)
        #expect(try isOwnURL("/\(path)") == true)
        #expect(try isOwnURL("/sub/app/\(path)", below: Mount("/sub/app")) == true)
        #expect(try isOwnURL("/sub/app/\(path)", rewritten) == true)
        #expect(try isOwnURL("/sub/app/app.fcgi/x", rewritten.merging(["PATH_INFO": "/x"]) { $1 }) == true)
    }

    @Test("The program's name is ignored deeper in a path, and if it is unknown")
    func programNameElsewhereIsIgnored() throws {
        for uri in ["/x/app.fcgi", "/app.fcgi.txt", "/App.fcgi", "/", "//app.fcgi"] {
            #expect(try isOwnURL(uri) == false, "\(uri)")
            #expect(try isOwnURL(uri, programName: "") == false, "\(uri)")
        }
    }

    @Test("A malformed target is refused before it is compared")
    func malformedTargetIsRefused() throws {
        for uri in ["", "x", "/%", "/a%5Cb", "/a%2F..", "/a/../b", "*"] {
            #expect(try segments(uri) == nil, "\(uri)")
        }
    }
}
