#if Tool
    import Testing

    @testable import GatehouseTool

    /// The statuses and paths are those of Apache 2.4.71 behind the template fcgid-rewrite.
    @Suite("Request targets as Apache reads them")
    struct RequestPathTests {
        @Test(
            "The path is decoded, with single slashes and without dot segments",
            arguments: [
                ("/", "/"), ("/a?b=/../c", "/a"), ("/a//b/%61/c%20d/../x;y?q=1", "/a/b/a/x;y"), ("/a/", "/a/"),
                ("/a/.", "/a/"), ("/a/..", "/"), ("/%2e/a", "/a"), ("/a/%2E%2e/b", "/b"), ("//a", "/a"),
                ("http://localhost:8080/a", "/a"), ("http://localhost", "/"), ("/%e2%82%ac", "/€"), ("/...", "/..."),
            ])
        func paths(target: String, path: String) {
            #expect(RequestPath(target) == .path(Array(path.utf8)))
        }

        @Test(
            "What Apache refuses never reaches the program",
            arguments: [
                ("/%2f", 404), ("/a%2Fb", 404), ("/%00", 404), ("/%", 400), ("/%4", 400), ("/%zz", 400),
                ("/..", 400), ("/../x", 400), ("/%2e%2e/x", 400), ("*", 400), ("", 400), ("a", 400),
                ("ftp://localhost/", 400), ("/a/../../b", 400),
            ])
        func refusals(target: String, status: Int) {
            #expect(RequestPath(target) == .refused(status))
        }
    }
#endif
