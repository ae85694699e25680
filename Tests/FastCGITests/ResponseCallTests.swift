#if DEBUG
    import FastCGIClient
    import Foundation
    import HTTPTypes
    import TestSupport
    import Testing

    @testable import FastCGI

    /// A head that is sent separately wakes the web server twice.
    @Suite("The system calls that send a response", .timeLimit(.minutes(5)))
    struct ResponseCallTests {
        /// Breaks if head and body are sent separately, or the body in pieces.
        @Test(
            "One writev(2) sends head and body if they exceed libfcgi's buffer",
            arguments: [8 * 1024 - 64, 10 * 1024, 100_000, 131_000])
        func largeResponseIsOneWritev(_ size: Int) async throws {
            let calls = try await calls { response in
                try response.finish(.plain(200), body: Array(repeating: 1, count: size))
            }
            #expect(calls == ["writev"])
        }

        /// Breaks if the watchdog cannot see the progress of a long response: one call would send all of it.
        @Test("Of a longer response, one call sends what the socket accepts, and each further call about one record")
        func longResponseIsSentInPieces() async throws {
            let calls = try await calls { response in
                try response.finish(.plain(200), body: Array(repeating: 1, count: 8 << 20))
            }
            #expect(calls.first == "sendmsg" && calls.dropFirst().allSatisfy { $0 == "writev" })
            // The first call sends what the buffer of the socket holds, and what the peer reads meanwhile.
            #expect(calls.count > 4)
        }

        /// Breaks if a peer that reads nothing can block a worker for longer than the write timeout, or if every
        /// response makes the calls that only a large one needs.
        @Test(
            "A write that may block has a timeout, and a large one a larger buffer",
            arguments: [
                (32_000, ["writev"]), (33_000, ["setsockopt", "writev"]), (262_000, ["setsockopt", "sendmsg"]),
                (263_000, ["setsockopt", "getsockopt", "setsockopt", "sendmsg"]),
            ])
        func blockingWritesHaveTimeout(_ size: Int, _ expected: [String]) async throws {
            let body = [UInt8](repeating: 1, count: size)
            let whole = try await calls(all: true) { try $0.finish(.plain(200), body: body) }
            #expect(Self.withoutFurther(whole) == expected)
            // A body that is written in pieces has the timeout from its start.
            let pieces = try await calls(all: true) { response in
                var writer = try response.start(.plain(200))
                try writer.write(body)
                try writer.finish()
            }
            #expect(Self.withoutFurther(pieces) == ["setsockopt"] + expected)
        }

        /// The calls without those after sendmsg(2), which depend on how fast the peer reads.
        private static func withoutFurther(_ calls: [String]) -> [String] {
            calls.firstIndex(of: "sendmsg").map { Array(calls[...$0]) } ?? calls
        }

        @Test("A small response makes no extra call: it is sent with the end of the request")
        func smallResponseMakesNoCall() async throws {
            let calls = try await calls { response in
                try response.finish(.plain(200), body: Array(repeating: 1, count: 8000))
            }
            #expect(calls == [])
        }

        @Test("The head of a file is sent with the first record header, and each record takes two calls")
        func fileIsSentInTwoCallsPerRecord() async throws {
            let directory = try TemporaryDirectory()
            try Data(count: 100_000).write(to: directory.url.appendingPathComponent("f"))
            let path = directory.path("f")
            let calls = try await calls { response in
                try response.finish(.plain(200), file: ResponseFile(path: path))
            }
            #expect(calls == ["send", "sendfile", "send", "sendfile"])
        }

        /// The system calls of a response: all of them, or only those that send.
        private func calls(
            all: Bool = false,
            _ respond: @escaping @Sendable (consuming ResponseWriter) throws -> Void
        ) async throws -> [String] {
            let directory = try TemporaryDirectory()
            let driver = SystemCallDriver()
            let calls = Box<[String]>([])
            let responding: Server.Handler = { _, response in
                driver.install()
                driver.arm(nil)
                try respond(response)
                calls.change {
                    $0 = driver.calls.map(\.operation).filter {
                        all || ["write", "writev", "send", "sendfile", "sendmsg"].contains($0)
                    }
                }
            }
            let whole = try await serving(responding, Setting(address: try .unix(path: directory.path("s")))) {
                address, _ in
                try Peer.ask(address, .get())
            }
            #expect(whole.status.code == 200)
            return calls.value
        }
    }
#endif
