import Foundation
import TestSupport
import Testing

/// Sends text of a client to every place where text enters, and counts the instructions of each request with valgrind. Time
/// and other work on the machine do not affect the counts.
@Suite("Client text costs linear time", .timeLimit(.minutes(20)))
struct ClientTextCostTests {
    /// The largest number of instructions for a byte of text. The most expensive place, an escaped name in JSON, costs 2,367
    /// with Swift 6.3.1 and x86-64. The limit is 27 % higher, for other compilers and processors.
    private static let mostPerByte = 3000

    /// The places that refuse even the text "1", by status. All others accept it, so a text there gets as far as it can.
    private static let refusing: [String: Set<String>] = [
        "206": ["byte range"],
        "308": ["redirected query"],
        "400": ["SCRIPT_NAME", "REDIRECT_URL", "REDIRECT_STATUS", "type of a part"],
        "403": [
            "ORIGIN", "SEC_FETCH_SITE", "Origin", "X_FORWARDED_PROTO", "FORWARDED, for=192.0.2.9;proto=",
        ],
        "404": ["first segment", "name of a file", "types that are accepted"],
        "405": ["REQUEST_METHOD"],
        "412": ["IF_MATCH"],
        "415": [
            "Content-Type of /form", "Content-Type of /form, charset", "Content-Type of /form, escaped",
            "Content-Type of /json", "Content-Type of /parts", "Content-Type of /parts, charset",
            "Content-Type of /parts, escaped", "part _charset_", "charset of a part", "transfer encoding",
        ],
        "421": ["HOST", "X_FORWARDED_HOST", "FORWARDED, for=192.0.2.9;host=\""],
        "422": ["case of an enumeration", "case of a form", "case in JSON"],
    ]

    private struct Request {
        let kind: String
        let place: String
        let status: String
        let instructions: Int
        var name: String { "\(place), \(kind)" }
    }

    /// TextProbe under valgrind, with texts of one size.
    private final class Probe {
        private let directory: TemporaryDirectory
        private let counts: String
        private let program: Program

        init(size: Int) throws {
            directory = try TemporaryDirectory()
            let files = directory.url.appendingPathComponent("files")
            try FileManager.default.createDirectory(at: files, withIntermediateDirectories: false)
            try Data("text".utf8).write(to: files.appendingPathComponent("a.txt"))
            counts = directory.url.appendingPathComponent("counts").path
            let variable = "GATEHOUSE_TEXT_PROBE"
            let path = try #require(
                ProcessInfo.processInfo.environment[variable],
                "set \(variable) to the path of a release build of TextProbe, as `make test` does")
            program = try Program(
                "/usr/bin/valgrind",
                [
                    "--tool=callgrind", "--dump-before=*checkpoint*", "--dump-line=no",
                    "--callgrind-out-file=\(counts)", path, files.path, "\(size)",
                ],
                environment: ["SWIFT_DETERMINISTIC_HASHING": "1"])
        }

        /// Waits for the end.
        func requests() throws -> [Request] {
            let (status, output, errors) = program.end()
            try #require(status == 0, "\(errors)")
            return try String(decoding: output, as: UTF8.self).split(separator: "\n").enumerated()
                .map { index, line in
                    let parts = line.split(separator: "\t").map(String.init)
                    try #require(parts.count == 4, "\(line)")
                    // The file with the number 1 has the instructions before the first request.
                    let total = try Self.total(of: "\(counts).\(index + 2)")
                    return Request(kind: parts[0], place: parts[2], status: parts[3], instructions: total)
                }
        }

        /// The instructions in a file of callgrind.
        private static func total(of path: String) throws -> Int {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let line = text.split(separator: "\n").last { $0.hasPrefix("totals: ") }
            return try #require(line.flatMap { Int($0.dropFirst("totals: ".count)) }, "\(path)")
        }
    }

    @Test("64 KiB of text cost at most 2.3 times the instructions of 32 KiB, and at most 3,000 a byte")
    func costIsLinear() throws {
        let size = 64 * 1024
        // Both run at the same time.
        let probes = (half: try Probe(size: size / 2), whole: try Probe(size: size))
        let halves = try probes.half.requests()
        let wholes = try probes.whole.requests()
        try #require(halves.map(\.name) == wholes.map(\.name))
        #expect(Set(wholes.map(\.place)).count == 96)
        for (half, whole) in zip(halves, wholes) {
            if whole.kind == "short" {
                let status = Self.refusing.first { $0.value.contains(whole.place) }?.key ?? "200"
                #expect(whole.status == status, "\(whole.place) is not reached")
                continue
            }
            #expect(
                whole.instructions <= size * Self.mostPerByte,
                "\(whole.name): \(whole.instructions) instructions for \(size) bytes")
            #expect(
                whole.instructions * 10 <= half.instructions * 23,
                "\(whole.name): \(half.instructions) instructions for 32 KiB, \(whole.instructions) for 64 KiB")
        }
    }
}
