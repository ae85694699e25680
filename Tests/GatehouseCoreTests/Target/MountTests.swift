import Testing

@testable import GatehouseCore

@Suite("Mount is the path above all routes")
struct MountTests {
    @Test(
        "A mount consists of its decoded segments; a final slash makes no difference",
        arguments: [
            ("/", []), ("/a", ["a"]), ("/a/", ["a"]), ("/sub/app", ["sub", "app"]), ("/c%20d/", ["c d"]),
            ("/\u{E9}", ["\u{E9}"]),
        ] as [(String, [String])]
    )
    func mountIsDecodedSegments(path: String, segments: [String]) throws {
        #expect(try Mount(path).segments == segments)
    }

    @Test(
        "An invalid mount is refused when it is created",
        arguments: [
            "", "a", "sub/app", "/a?b", "/a?", "/?", "//", "//a", "/a//b", "/a//", "/a/../b", "/.", "/a%2Fb", "/%2F",
            "/a%2f/", "/a\\b",
            "/%", "/a#b", "/\n",
        ]
    )
    func invalidMountIsRefused(path: String) {
        #expect(throws: RequestTargetError.self) { try Mount(path) }
    }

    @Test("A URL is refused as a mount", arguments: ["http://h/app", "https://h/"])
    func urlIsRefused(path: String) {
        #expect(throws: RequestTargetError.self) { try Mount(path) }
    }

    @Test("The automatic mount differs from every explicit one")
    func automaticMountHasNoSegments() throws {
        #expect(Mount.automatic.segments == nil)
        #expect(try Mount("/") != .automatic)
        #expect(try Mount("/a/") == Mount("/a"))
    }
}
