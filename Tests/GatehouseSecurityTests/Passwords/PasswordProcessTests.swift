#if Security
    import Foundation
    import TestSupport
    import Testing

    /// Passwords in several processes: their memory, and the work for users who do not exist.
    @Suite(.serialized, .timeLimit(.minutes(10)))
    struct PasswordProcessTests {
        private static let probe = Products.program("SecurityProbe")

        /// The memory of a process that no other process shares, in KiB; 0 after its end.
        private static func privateKibibytes(_ id: Int32) -> Int {
            let status = (try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)) ?? ""
            let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
            return line?.split(whereSeparator: { !$0.isWholeNumber }).first.flatMap { Int($0) } ?? 0
        }

        @Test
        func twoHundredSignInsIn20ProcessesNeedLittleMemory() throws {
            let directory = try TemporaryDirectory()
            let processes = try (0..<20).map { _ in
                try Program(Self.probe, ["passwords", "sign-ins", directory.path("private"), "10"], input: nil)
            }
            for process in processes { try #require(process.errorLine(containing: "ready") != nil) }
            let before = processes.map { Self.privateKibibytes($0.id) }.reduce(0, +)
            try #require(before > 0)
            for process in processes { try process.write("go\n") }
            var most = 0
            while case let now = processes.map({ Self.privateKibibytes($0.id) }).reduce(0, +), now > 0 {
                most = max(most, now)
            }
            let extra = most - before
            // At least one hash was seen. A third one would need 57 MiB.
            #expect(extra > 10 * 1024)
            #expect(extra < 64 * 1024, "\(extra) KiB")
            var verified = 0
            for process in processes {
                let (status, output, errors) = process.end()
                #expect(status == 0, "\(errors)")
                let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
                #expect(lines.count == 10)
                #expect(lines.allSatisfy { $0 == "fails" || $0.hasPrefix("503 Too many people") })
                verified += lines.count { $0 == "fails" }
            }
            #expect(verified > 0)
            print("200 sign-ins in 20 processes: \(extra / 1024) MiB more memory, \(verified) without 503")
        }

        @Test
        func tooLittleMemoryIs503() throws {
            let directory = try TemporaryDirectory()
            let process = try Program(
                Self.probe, ["passwords", "large", directory.path("private"), "2"], input: nil)
            try #require(process.errorLine(containing: "ready") != nil)
            let pages = try #require(
                Int(String(contentsOfFile: "/proc/\(process.id)/statm", encoding: .utf8).prefix { $0 != " " }))
            // The stacks of threads fit, and the 128 MiB of the hash do not.
            let bytes = pages * Int(sysconf(Int32(_SC_PAGESIZE))) + 120 << 20
            let limiting = try Program("/usr/bin/prlimit", ["--pid", "\(process.id)", "--as=\(bytes)"])
            try #require(limiting.end().status == 0)
            try process.write("go\n")
            let (status, output, _) = process.end()
            #expect(status == 0)
            let line = "503 There is not enough memory to check passwords at the moment. Try again in a few seconds.\n"
            #expect(String(decoding: output, as: UTF8.self) == line + line)
        }

        @Test
        func unknownUserCostsTheSameInstructions() throws {
            let directory = try TemporaryDirectory()
            let counts = directory.path("counts")
            // valgrind 3.19 cannot read the debug information.
            let probe = directory.path("probe")
            let copying = try Program("/usr/bin/strip", ["--strip-debug", "-o", probe, Self.probe])
            try #require(copying.end().status == 0)
            let process = try Program(
                "/usr/bin/valgrind",
                [
                    "--tool=callgrind", "--dump-before=*checkpoint*", "--dump-line=no",
                    "--callgrind-out-file=\(counts)",
                    probe, "passwords", "known-and-unknown", directory.path("private"),
                ],
                environment: ["SWIFT_DETERMINISTIC_HASHING": "1"])
            let (status, _, errors) = process.end()
            try #require(status == 0, "\(errors)")
            // The file with the number 1 has the instructions before the first call.
            let totals = try (2...5).map { number in
                let text = try String(contentsOfFile: "\(counts).\(number)", encoding: .utf8)
                let line = try #require(text.split(separator: "\n").last { $0.hasPrefix("totals: ") })
                return try #require(Int(line.dropFirst("totals: ".count)))
            }
            let (known, unknown) = (totals[2], totals[3])
            print("known user: \(known) instructions, unknown user: \(unknown)")
            #expect(known > 100_000_000)
            #expect(abs(known - unknown) * 1000 < known)
        }
    }
#endif
