#if Tool
    import NIOHTTP1
    import Testing

    @testable import GatehouseTool

    @Suite("Reloading pages")
    struct ReloadedPageTests {
        private static let page: [(String, String)] = [
            ("Content-Type", "text/html; charset=utf-8"), ("Content-Length", "10"), ("ETag", "\"a\""),
            ("Last-Modified", "x"), ("Accept-Ranges", "bytes"), ("X-A", "1"),
            ("Content-Security-Policy", "default-src 'none'; script-src 'none'; connect-src 'self'"),
        ]

        private func reloaded(
            _ fields: [(String, String)] = page, _ request: FrontRequest = .test(.GET, "/", FrontRequest.navigation),
            status: HTTPResponseStatus = .ok
        ) -> ReloadedPage? {
            ReloadedPage(request, status, HTTPHeaders(fields), number: 7, path: "/.gatehouse/word")
        }

        @Test("The script is at the end, its length counts, and fields that describe the old bytes are gone")
        func fields() throws {
            let page = try #require(reloaded())
            let script = String(decoding: page.ending, as: UTF8.self)
            #expect(page.fields["content-length"] == [String(10 + page.ending.count)])
            #expect(page.fields["etag"].isEmpty && page.fields["last-modified"].isEmpty)
            #expect(page.fields["accept-ranges"].isEmpty && page.fields["x-a"] == ["1"])
            #expect(script.contains("new EventSource(\"/.gatehouse/word\")") && script.contains("!== \"7\""))
            let policy = try #require(page.fields.first(name: "content-security-policy"))
            let nonce = try #require(policy.split(separator: "'nonce-").last?.prefix { $0 != "'" })
            #expect(nonce.count >= 30 && script.hasPrefix("<script nonce=\"\(nonce)\">"))
            #expect(policy == "default-src 'none'; script-src 'nonce-\(nonce)'; connect-src 'self'")
            let other = try #require(reloaded())
            #expect(other.fields.first(name: "content-security-policy") != policy)
        }

        @Test("Without Content-Length, the page stays a stream")
        func stream() throws {
            let page = try #require(reloaded(Self.page.filter { $0.0 != "Content-Length" }))
            #expect(page.fields["content-length"].isEmpty)
        }

        @Test("Responses that are not complete, uncompressed pages stay as they are")
        func others() {
            for (name, value) in [
                ("Content-Type", "text/plain"), ("Content-Type", "application/xhtml+xml"), ("Content-Encoding", "gzip"),
                ("Content-Type", "text/html; charset=UTF-16"), ("Content-Length", "x"), ("Content-Length", "-1"),
                ("Content-Length", "\(Int.max)"),
            ] {
                #expect(reloaded(Self.page.filter { $0.0 != name } + [(name, value)]) == nil, "\(name): \(value)")
            }
            #expect(reloaded(Self.page.filter { $0.0 != "Content-Type" }) == nil)
            for status in [HTTPResponseStatus.noContent, .partialContent, .seeOther, .notModified] {
                #expect(reloaded(status: status) == nil)
            }
            #expect(reloaded(status: .notFound) != nil)
        }

        @Test("Only pages that a browser opens with GET, at a name of this machine, get the script")
        func requests() {
            #expect(reloaded(Self.page, .test(.POST, "/", FrontRequest.navigation)) == nil)
            #expect(reloaded(Self.page, .test(.HEAD, "/", FrontRequest.navigation)) == nil)
            #expect(reloaded(Self.page, .test(.GET, "/")) == nil)
            #expect(
                reloaded(Self.page, .test(.GET, "/", [("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Dest", "empty")])) == nil)
            #expect(reloaded(Self.page, .test(.GET, "/", FrontRequest.navigation, host: "evil.example")) == nil)
            #expect(
                reloaded(Self.page, .test(.GET, "/", FrontRequest.navigation, host: "x; script-src *.localhost")) == nil
            )
        }

        @Test(
            "A policy allows one script and one connection more, and nothing else",
            arguments: [
                ("", ""),
                ("img-src 'self'", "img-src 'self'"),
                ("script-src 'self'", "script-src 'self' 'nonce-N'"),
                ("default-src 'none'", "default-src 'none'; script-src-elem 'nonce-N'; connect-src URL"),
                ("default-src 'self'", "default-src 'self'; script-src-elem 'self' 'nonce-N'"),
                ("script-src a; script-src-elem 'NONE'", "script-src a; script-src-elem 'nonce-N'"),
                ("Script-Src 'none'; Connect-Src 'none'", "Script-Src 'nonce-N'; Connect-Src URL"),
                ("connect-src https://a.example", "connect-src https://a.example URL"),
                ("connect-src *", "connect-src *"),
                ("script-src", "script-src 'nonce-N'"),
                // The nonce would break the other inline scripts.
                ("script-src 'self' 'unsafe-inline'", "script-src 'self' 'unsafe-inline'"),
                ("script-src 'unsafe-inline' 'nonce-a'", "script-src 'unsafe-inline' 'nonce-a' 'nonce-N'"),
                ("script-src 'strict-dynamic' 'sha256-a'", "script-src 'strict-dynamic' 'sha256-a' 'nonce-N'"),
                ("script-src a; script-src b", "script-src a 'nonce-N'; script-src b"),
                ("script-src a, script-src 'none'", "script-src a 'nonce-N', script-src 'nonce-N'"),
                (";; ; script-src  a ;", "script-src a 'nonce-N'"),
            ])
        func policies(value: String, expected: String) {
            #expect(
                PagePolicy.allowing(value, nonce: "N", url: "http://localhost:8080/.gatehouse/word")
                    == expected.replacing("URL", with: "http://localhost:8080/.gatehouse/word"))
        }

        @Test("Subscribers get the present number first, then only the newest, and their number is limited")
        func channel() async throws {
            let channel = ReloadChannel()
            let numbers = try #require(channel.numbers())
            var iterator = numbers.makeAsyncIterator()
            #expect(await iterator.next() == 1)
            channel.reload()
            channel.reload()
            #expect(await iterator.next() == 3)
            let others = (1..<ReloadChannel.subscriberLimit).compactMap { _ in channel.numbers() }
            #expect(others.count == ReloadChannel.subscriberLimit - 1)
            #expect(channel.numbers() == nil)
            #expect(ReloadChannel().path != channel.path && channel.path.utf8.count > 40)
        }

        @Test("The end of a page makes room for another")
        func unsubscribes() async throws {
            let channel = ReloadChannel()
            for _ in 0...ReloadChannel.subscriberLimit {
                let numbers = try #require(channel.numbers())
                let task = Task { for await _ in numbers {} }
                task.cancel()
                await task.value
            }
        }
    }
#endif
