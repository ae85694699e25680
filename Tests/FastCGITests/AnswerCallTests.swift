#if DEBUG
    import FastCGIClient
    import Foundation
    import HTTPTypes
    import TestSupport
    import Testing

    @testable import FastCGI

    /// A head that leaves by itself wakes the web server for nothing, and then again for the body.
    @Suite("The system calls that an answer leaves by", .timeLimit(.minutes(5)))
    struct AnswerCallTests {
        /// Breaks if head and body leave apart, or the body in pieces.
        @Test(
            "Head and body leave in one writev(2) where libfcgi's buffer does not hold them",
            arguments: [8 * 1024 - 64, 10 * 1024, 100_000, 1 << 20])
        func large(_ size: Int) async throws {
            let calls = try await calls { response in
                try response.finish(.plain(200), body: Array(repeating: 1, count: size))
            }
            #expect(calls == ["writev"])
        }

        /// Breaks if a peer that takes nothing can keep a worker for longer than the write timeout, or if every answer pays
        /// for what only a large one needs.
        @Test(
            "What may block has a time limit, and much a larger buffer",
            arguments: [
                (32_000, ["writev"]), (33_000, ["setsockopt", "writev"]), (262_000, ["setsockopt", "writev"]),
                (263_000, ["setsockopt", "getsockopt", "setsockopt", "writev"]),
            ])
        func options(_ size: Int, _ expected: [String]) async throws {
            let body = [UInt8](repeating: 1, count: size)
            #expect(try await calls(all: true) { try $0.finish(.plain(200), body: body) } == expected)
            // A body that is written piece by piece has the limit from its beginning.
            let pieces = try await calls(all: true) { response in
                var writer = try response.start(.plain(200))
                try writer.write(body)
                try writer.finish()
            }
            #expect(pieces == ["setsockopt"] + expected)
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

        /// The calls of an answer: all of them, or those that send something.
        private func calls(
            all: Bool = false,
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
                    $0 = driver.calls.map(\.operation).filter {
                        all || ["write", "writev", "send", "sendfile"].contains($0)
                    }
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
