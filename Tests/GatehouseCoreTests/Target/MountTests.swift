import Testing

@testable import GatehouseCore

@Suite("Mount: where the routes lie")
struct MountTests {
    @Test(
        "a mount is its decoded segments; a slash at the end makes no difference",
        arguments: [
            ("/", []), ("/a", ["a"]), ("/a/", ["a"]), ("/sub/app", ["sub", "app"]), ("/c%20d/", ["c d"]),
            ("/\u{E9}", ["\u{E9}"]),
        ] as [(String, [String])]
    )
    func segments(path: String, segments: [String]) throws {
        #expect(try Mount(path).segments == segments)
    }

    @Test(
        "what could be no mount is refused when it is written, not at the first request",
        arguments: [
            "", "a", "sub/app", "/a?b", "/a?", "/?", "//", "//a", "/a//b", "/a//", "/a/../b", "/.", "/a%2Fb", "/%2F",
            "/a%2f/", "/a\\b",
            "/%", "/a#b", "/\n",
        ]
    )
    func refused(path: String) {
        #expect(throws: RequestTargetError.self) { try Mount(path) }
    }

    @Test("a URL is no mount: it \"begins with /\", says the comment", arguments: ["http://h/app", "https://h/"])
    func url(path: String) {
        #expect(throws: RequestTargetError.self) { try Mount(path) }
    }

    @Test("the automatic mount is none of the written ones")
    func automatic() throws {
        #expect(Mount.automatic.segments == nil)
        #expect(try Mount("/") != .automatic)
        #expect(try Mount("/a/") == Mount("/a"))
    }
}
