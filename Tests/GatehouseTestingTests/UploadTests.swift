import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@Suite("Forms with files, through the whole gate", .timeLimit(.minutes(5)))
struct UploadTests {
    private struct Draft: Decodable, Sendable {
        var title: String
        var count: Int?
    }

    static let type = "multipart/form-data; boundary=b"

    private static func part(_ name: String, _ content: [UInt8], file: String? = nil) -> [UInt8] {
        let file = file.map { "; filename=\"\($0)\"" } ?? ""
        return Array("--b\r\nContent-Disposition: form-data; name=\"\(name)\"\(file)\r\n\r\n".utf8) + content
            + Array("\r\n".utf8)
    }

    private static let end = Array("--b--\r\n".utf8)

    private static func directory(_ parent: borrowing TemporaryDirectory, mode: Int = 0o700) throws -> String {
        let path = parent.path("d\(UInt32.random(in: 0...UInt32.max))")
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: mode]
        )
        // The umask restricts the mode of a new directory.
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    private static func files(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path)
    }

    /// A gate whose responses describe the form that it received.
    private static func gate(_ uploads: UploadDirectory?) -> Gate {
        var gate = Gate()
        gate.post("/", allow: .everyone) { request in
            let upload = try await request.multipart(as: Draft.self, to: uploads, inMemory: 1000)
            return try upload.files.all.reduce("\(upload.value.title) \(upload.value.count ?? 0)") { text, file in
                let sum = try file.read(upTo: .max).reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
                return text + " \(file.field):\(file.fileName):\(file.size):\(file.isOnDisk ? "disk" : "memory"):\(sum)"
            }
        }
        gate.post("/large", allow: .everyone) { request in
            let limits = MultipartLimits(bytes: 4 << 20, fileBytes: 4 << 20)
            return "\(try await request.multipart(to: uploads, limits: limits).files.all.map(\.size))"
        }
        gate.post("/pieces", allow: .everyone) { request in
            var count = 0
            for try await piece in request.body { count += piece.count }
            return "\(count)"
        }
        gate.post("/more", allow: .everyone) { request in
            var count = 0
            for try await piece in request.body.limited(to: 3 << 20) { count += piece.count }
            return "\(count)"
        }
        gate.post("/ignored", allow: .everyone) { _ in "not read" }
        return gate
    }

    private static func sum(_ bytes: [UInt8]) -> Int { bytes.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } }

    @Test("A file has the name and type that the client claims, or empty ones")
    func fileNameAndTypeAreTheClients() async throws {
        var gate = Gate()
        gate.post("/", allow: .everyone) { request in
            try await request.multipart().files.all
                .map { "\($0.field) \($0.fileName) \($0.contentType ?? "-") \($0.size)" }.joined(separator: "\n")
        }
        let client = try InMemoryClient(gate)
        func files(_ header: String, _ content: String) async throws -> String {
            let body = "--b\r\nContent-Disposition: form-data; \(header)\r\n\r\n\(content)\r\n--b--\r\n"
            return try await client.post("/", headers: [.contentType: Self.type], body: body).text
        }
        #expect(
            try await files("name=a; filename=x.html\r\nContent-Type: Text/HTML; charset=latin1", "<b>")
                == "a x.html Text/HTML; charset=latin1 3")
        #expect(try await files("name=a; filename=x", "") == "a x - 0")
        #expect(try await files("name=a; filename=\"\"", "1") == "a file - 1")
        #expect(try await files("name=a; filename=\"\"\r\nContent-Type: application/octet-stream", "") == "")
        #expect(try await files("name=a; filename=\"/..\"", "1") == "a _ - 1")
    }

    @Test("The detected type is that of the content, in memory and on the disk, whatever the client claims")
    func typeIsDetectedByContent() async throws {
        let parent = try TemporaryDirectory()
        let uploads = try UploadDirectory(Self.directory(parent))
        var gate = Gate()
        gate.post("/", allow: .everyone) { request in
            try await request.multipart(to: uploads, inMemory: 100).files.all
                .map { "\($0.contentType ?? "-") \($0.isOnDisk) \(try $0.detectedType ?? "-")" }.joined(separator: "\n")
        }
        let client = try InMemoryClient(gate)
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        for (content, type) in [(png, "image/png"), (Array("<script>".utf8), "text/html"), ([0], "-"), ([], "-")] {
            let header =
                "--b\r\nContent-Disposition: form-data; name=a; filename=\"a.gif\"\r\nContent-Type: image/gif\r\n\r\n"
            let end = Array("\r\n--b--\r\n".utf8)
            let headers: HTTPFields = [.contentType: Self.type]
            let small = try await client.send(
                TestRequest(.post, "/", headers: headers, body: Array(header.utf8) + content + end))
            #expect(small.text == "image/gif false \(type)")
            guard type != "-" else { continue }
            let long = Array(header.utf8) + content + [UInt8](repeating: 0x20, count: 1000) + end
            let large = try await client.send(TestRequest(.post, "/", headers: headers, body: long))
            #expect(large.text == "image/gif true \(type)")
        }
    }

    @Test(
        "Fields decode to a value; small files stay in memory, large ones go to disk",
        arguments: ClientKind.allCases)
    func fieldsDecodeAndFilesAreStored(kind: ClientKind) async throws {
        let parent = try TemporaryDirectory()
        let path = try Self.directory(parent)
        let small = Gate.pattern(count: 600)
        let large = Gate.pattern(count: 300_000)
        let body =
            Self.part("title", Array("a b".utf8)) + Self.part("one", small, file: "s.png")
            + Self.part("two", large, file: "../l") + Self.part("three", small, file: "")
            + Self.part("none", [], file: "")
            + Self.part("empty", [], file: "e") + Self.part("count", Array("7".utf8)) + Self.end
        try await kind.asking(Self.gate(UploadDirectory(path))) { client in
            for _ in 0..<3 {
                let response = try await client.send(
                    TestRequest(.post, "/", headers: [.contentType: Self.type], body: body))
                #expect(
                    response.text
                        == "a b 7 one:s.png:600:memory:\(Self.sum(small)) two:___l:300000:disk:\(Self.sum(large))"
                        + " three:file:600:disk:\(Self.sum(small)) empty:e:0:memory:0")
            }
            #expect(try Self.files(path).isEmpty)
        }
    }

    @Test("Two files of one field are a 400 where one is wanted, and a list otherwise")
    func twoFilesOfOneField() async throws {
        var gate = Gate()
        gate.post("/one", allow: .everyone) { request in
            try await request.multipart().files["a"]?.fileName ?? "none"
        }
        gate.post("/all", allow: .everyone) { request in
            try await request.multipart().files.files("a").map(\.fileName).joined(separator: " ")
        }
        let client = try InMemoryClient(gate)
        for (names, one) in [([], "none"), (["x"], "x"), (["x", "y"], nil)] as [([String], String?)] {
            let files = names.map { Self.part("a", [1], file: $0) } + [Self.part("b", [1], file: "z"), Self.end]
            let request = { (path: String) in
                TestRequest(.post, path, headers: [.contentType: Self.type], body: Array(files.joined()))
            }
            let response = try await client.send(request("/one"))
            #expect(response.status.code == (one == nil ? 400 : 200))
            if let one { #expect(response.text == one) }
            #expect(try await client.send(request("/all")).text == names.joined(separator: " "))
        }
    }

    @Test("Every kind of invalid form has its status", arguments: ClientKind.allCases)
    func errorsHaveTheirStatus(kind: ClientKind) async throws {
        let title = Self.part("title", [0x61])
        let big = [UInt8](repeating: 0x61, count: 1 << 20)
        let cases: [(path: String, type: String, body: [UInt8], status: Int)] = [
            ("/", Self.type, title + Self.end, 200),
            ("/", "text/plain", title + Self.end, 415),
            ("/", "multipart/form-data", title + Self.end, 400),
            ("/", Self.type, title, 400),
            ("/", Self.type, title + Self.end + [0x61], 400),
            ("/", Self.type, Self.end, 422),
            ("/", Self.type, title + Self.part("count", [0x61]) + Self.end, 422),
            ("/", Self.type, title + title + Self.end, 400),
            ("/", Self.type, Self.part("title", [0]) + Self.end, 400),
            ("/", Self.type, title + Self.part("_charset_", Array("utf-16".utf8)) + Self.end, 415),
            ("/", Self.type, title + Self.part("_charset_", Array("UTF-8".utf8)) + Self.end, 200),
            ("/", Self.type, title + Self.part("_charset_", Array("utf8".utf8)) + Self.end, 200),
            (
                "/", Self.type, title + Self.part("x", Array(String(repeating: "\u{301}", count: 31).utf8)) + Self.end,
                400
            ),
            ("/", Self.type, Self.part("title", Array(repeating: 0x61, count: 64 * 1024 + 1)) + Self.end, 413),
            // Without a directory, at most 1,000 bytes are accepted.
            ("/", Self.type, title + Self.part("f", Array(repeating: 1, count: 1000), file: "x") + Self.end, 200),
            ("/", Self.type, title + Self.part("f", Array(repeating: 1, count: 1001), file: "x") + Self.end, 413),
            ("/", Self.type, title + Array((0..<120).map { _ in Self.part("t", []) }.joined()) + Self.end, 400),
            ("/", Self.type, title + Self.part("f", big, file: "x") + Self.end, 413),
            // A body sequence defaults to exactly 1 MiB; the handler can set another limit.
            ("/pieces", "text/plain", big, 200), ("/pieces", "text/plain", big + [1], 413),
            ("/more", "text/plain", big + big, 200), ("/more", "text/plain", big + big + big + [1], 413),
            ("/ignored", "multipart/form-data", big + big, 200),
        ]
        try await kind.asking(Self.gate(nil)) { client in
            for (index, item) in cases.enumerated() {
                let response = try await client.send(
                    TestRequest(.post, item.path, headers: [.contentType: item.type], body: item.body))
                #expect(response.status.code == item.status, "case \(index): \(response.text)")
            }
        }
    }

    @Test("A route may raise the limit, and no file remains on disk", arguments: ClientKind.allCases)
    func routeMayRaiseLimit(kind: ClientKind) async throws {
        let parent = try TemporaryDirectory()
        let path = try Self.directory(parent)
        let body = Self.part("f", [UInt8](repeating: 0x61, count: 3 << 20), file: "x") + Self.end
        try await kind.asking(Self.gate(UploadDirectory(path))) { client in
            let headers: HTTPFields = [.contentType: Self.type]
            let response = try await client.send(TestRequest(.post, "/large", headers: headers, body: body))
            #expect(response.text == "[\(3 << 20)]")
            #expect(try Self.files(path).isEmpty)
        }
    }

    // MARK: Files that are kept

    private func uploaded(_ directory: UploadDirectory, inMemory: Int, _ content: [UInt8]) async throws -> UploadedFile
    {
        let kept = Kept()
        var gate = Gate()
        gate.post("/", allow: .everyone) { request in
            kept.file = try await request.multipart(to: directory, inMemory: inMemory).files["f"]
            return "kept"
        }
        let body = Self.part("f", content, file: "x") + Self.end
        _ = try await InMemoryClient(gate).send(
            TestRequest(.post, "/", headers: [.contentType: Self.type], body: body))
        return try #require(kept.file)
    }

    private final class Kept: @unchecked Sendable {
        var file: UploadedFile?
    }

    @Test("A file is moved to the program's name with mode 0600 and replaces nothing", arguments: [0, 100_000])
    func keptFileIsMovedSafely(inMemory: Int) async throws {
        let parent = try TemporaryDirectory()
        let path = try Self.directory(parent)
        let other = try Self.directory(parent)
        let directory = try UploadDirectory(path)
        let content = Gate.pattern(count: 70_000)
        let file = try await uploaded(directory, inMemory: inMemory, content)
        #expect(file.isOnDisk == (inMemory == 0))
        #expect(try file.read(upTo: .max) == content)
        #expect(try file.read(at: 69_998, upTo: 10) == Array(content.suffix(2)))
        #expect(try file.read(at: 70_000, upTo: 1) == [])
        #expect(try file.read(at: -1, upTo: 1) == [])

        try Data("before".utf8).write(to: URL(fileURLWithPath: path + "/taken"))
        try FileManager.default.createSymbolicLink(atPath: path + "/link", withDestinationPath: "nowhere")
        let error = try #require(throws: UploadError.self) { try file.move(to: directory, as: "taken") }
        #expect(error.code == .exists)
        #expect(try #require(throws: UploadError.self) { try file.move(to: directory, as: "link") }.code == .exists)
        #expect(try String(contentsOfFile: path + "/taken", encoding: .utf8) == "before")
        for name in ["", ".", "..", "a/b", "../a", "/tmp/a", "a\u{0}b", String(repeating: "a", count: 256)] {
            let error = try #require(throws: UploadError.self) { try file.move(to: directory, as: name) }
            #expect(error.code == .invalidName)
        }
        try file.move(to: UploadDirectory(other), as: "new")
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: other + "/new"))) == content)
        let attributes = try FileManager.default.attributesOfItem(atPath: other + "/new")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try #require(throws: UploadError.self) { try file.move(to: directory, as: "again") }.code == .moved)
        #expect(try Self.files(path).sorted() == ["link", "taken"])
        #expect(try file.read(upTo: 3) == Array(content.prefix(3)), "it can still be read")
    }

    /// Moves of one file that begin at the same time, each on its own thread.
    private final class Race: Sendable {
        private let begun = Atomic<Int>(0)
        private let outcomes = Mutex<[UploadError.Code?]>([])

        /// The error of each move; `nil` for a move that succeeds.
        func outcomes(_ count: Int, _ file: UploadedFile, _ directory: UploadDirectory) async -> [UploadError.Code?] {
            await withCheckedContinuation { continuation in
                for number in 0..<count {
                    Thread.detachNewThread { [self] in
                        begun.add(1, ordering: .acquiringAndReleasing)
                        while begun.load(ordering: .acquiring) < count { sched_yield() }
                        let code: UploadError.Code?
                        do throws(UploadError) {
                            try file.move(to: directory, as: "\(number)")
                            code = nil
                        } catch {
                            code = error.code
                        }
                        let all = outcomes.withLock { outcomes in
                            outcomes.append(code)
                            return outcomes
                        }
                        if all.count == count { continuation.resume(returning: all) }
                    }
                }
            }
        }
    }

    @Test("One of many concurrent moves succeeds, and there is one file", arguments: [0, 100_000])
    func concurrentMovesKeepOneFile(inMemory: Int) async throws {
        let parent = try TemporaryDirectory()
        let path = try Self.directory(parent)
        let directory = try UploadDirectory(path)
        for _ in 0..<50 {
            let file = try await uploaded(directory, inMemory: inMemory, Gate.pattern(count: 100))
            let outcomes = await Race().outcomes(8, file, directory)
            #expect(outcomes.count { $0 == nil } == 1)
            #expect(outcomes.count { $0 == .moved } == 7)
            let files = try Self.files(path)
            #expect(files.count == 1)
            for name in files { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }
        }
    }

    /// Breaks if paths are compared as text: cPanel makes ~/www a link to ~/public_html.
    @Test("A directory in or below the public directory is refused, by every path that leads to it")
    func publicDirectoriesAreRefused() throws {
        let parent = try TemporaryDirectory()
        let shown = try Self.directory(parent)
        let below = shown + "/below"
        let deep = below + "/deep"
        let beside = try Self.directory(parent)
        let manager = FileManager.default
        for path in [below, deep] {
            try manager.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        }
        let link = shown + "-www"
        try manager.createSymbolicLink(atPath: link, withDestinationPath: shown)
        let name = shown.split(separator: "/").last.map(String.init) ?? ""
        let spellings = [
            shown, link, shown + "/", shown.replacing("/\(name)", with: "//\(name)"), beside + "/../\(name)",
        ]
        for inside in ["", "/below", "/below/deep", "/below/../below", "//below", "/./below"] {
            for one in spellings {
                // A link as the last component is refused before the comparison.
                guard !(one == link && inside.isEmpty) else { continue }
                for other in spellings {
                    let error = try #require(throws: UploadError.self, "\(one)\(inside) outside \(other)") {
                        try UploadDirectory(one + inside, outside: other)
                    }
                    #expect(error.description.contains("lies in a directory that the web server serves"), "\(error)")
                }
            }
        }
        for other in spellings {
            #expect(throws: Never.self) { _ = try UploadDirectory(beside, outside: other) }
            // Its parent directory is allowed.
            #expect(throws: Never.self) { _ = try UploadDirectory(shown, outside: beside, below) }
            #expect(throws: UploadError.self) { try UploadDirectory(deep, outside: beside, other) }
        }
        #expect(throws: UploadError.self) { try UploadDirectory(beside, outside: "/") }
        let missing = try #require(throws: UploadError.self) { try UploadDirectory(beside, outside: shown + "-none") }
        #expect(missing.code == .unsuitableDirectory && missing.description.contains("-none"))
        #expect(
            try #require(throws: UploadError.self) { try UploadDirectory(shown + "/none", outside: shown) }.code
                == .unsuitableDirectory)
        #expect(!manager.fileExists(atPath: shown + "/none"))
    }

    @Test("An upload directory that is not private is refused at startup")
    func sharedDirectoriesAreRefused() throws {
        let parent = try TemporaryDirectory()
        for mode in [0o755, 0o750, 0o701, 0o777, 0o1777] {
            let path = try Self.directory(parent, mode: mode)
            #expect(throws: UploadError.self, "\(String(mode, radix: 8))") { try UploadDirectory(path) }
        }
        let good = try Self.directory(parent)
        #expect(throws: Never.self) { _ = try UploadDirectory(good) }
        try FileManager.default.createSymbolicLink(atPath: good + "-link", withDestinationPath: good)
        try Data().write(to: URL(fileURLWithPath: good + "-file"))
        for path in [good + "-link", good + "-file", good + "-none", "relative", "", ".", "/tmp\u{0}x", "/proc/self"] {
            let error = try #require(throws: UploadError.self, "\(path)") { try UploadDirectory(path) }
            #expect(error.code == .unsuitableDirectory)
        }
    }
}
