#if DEBUG
    import FastCGIClient
    import Foundation
    import HTTPTypes
    import TestSupport
    import Testing

    @testable import FastCGI

    /// A head that leaves by itself wakes the web server for nothing, and then again for the body.
    @Suite("The system calls that an answer leaves by", .timeLimit(.minutes(1)))
    struct AnswerCallTests {
        /// Breaks if head and body leave apart, or the body in pieces.
        @Test(
            "Head and body leave in one writev(2) where libfcgi's buffer does not hold them",
            arguments: [10 * 1024, 100_000, 1 << 20])
        func large(_ size: Int) async throws {
            let calls = try await calls { response in
                try response.finish(.plain(200), body: Array(repeating: 1, count: size))
            }
            #expect(calls == ["writev"])
        }

        @Test("A small answer makes no call: it leaves with the end of the request")
        func small() async throws {
            let calls = try await calls { response in
                try response.finish(.plain(200), body: Array(repeating: 1, count: 8000))
            }
            #expect(calls == [])
        }

        @Test("A file's head leaves with its first record's header, and each record by two calls")
        func file() async throws {
            let directory = try TemporaryDirectory()
            try Data(count: 100_000).write(to: directory.url.appendingPathComponent("f"))
            let path = directory.path("f")
            let calls = try await calls { response in
                try response.finish(.plain(200), file: ResponseFile(path: path))
            }
            #expect(calls == ["send", "sendfile", "send", "sendfile"])
        }

        /// The calls of an answer that send something.
        private func calls(
            _ answer: @escaping @Sendable (consuming ResponseWriter) throws -> Void
        ) async throws -> [String] {
            let directory = try TemporaryDirectory()
            let driver = SystemCallDriver()
            let calls = Box<[String]>([])
            let answering: Server.Handler = { _, response in
                driver.install()
                driver.arm(nil)
                try answer(response)
                calls.change {
                    $0 = driver.calls.map(\.operation).filter(["write", "writev", "send", "sendfile"].contains)
                }
            }
            let whole = try await serving(answering, Setting(address: try .unix(path: directory.path("s")))) {
                address, _ in
                try Peer.ask(address, .get())
            }
            #expect(whole.status.code == 200)
            return calls.value
        }
    }
#endif
