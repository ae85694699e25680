import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import TestSupport
import Testing

/// The tests read each archive with Python's zipfile and with Info-ZIP's unzip, which share no code with the library.
@Suite("ZIP archives", .timeLimit(.minutes(10)))
struct ZIPArchiveTests {
    private static let time = Timestamp(secondsSince1970: 1_800_000_000)

    /// A directory with files of the program.
    private final class Store: Sendable {
        let home: TemporaryDirectory
        let objects: UploadDirectory

        init(_ files: [String: [UInt8]] = [:]) throws {
            home = try TemporaryDirectory()
            let path = home.path("objects")
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            objects = try UploadDirectory(path)
            for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: "\(path)/\(name)")) }
        }

        func entry(_ name: String, _ object: String, size: Int?) -> ZIPEntry {
            ZIPEntry(name, size: size, modified: ZIPArchiveTests.time) { try self.objects.file(object) }
        }
    }

    private static func response(_ archive: ZIPArchive) async throws -> TestResponse {
        var gate = Gate()
        gate.get("/a.zip", allow: .everyone) { _ in archive }
        return try await InMemoryClient(gate).get("/a.zip")
    }

    /// The output of a program that reads the archive.
    private static func run(_ program: [String], _ archive: [UInt8]) throws -> (status: Int32, output: String) {
        let home = try TemporaryDirectory()
        let path = home.path("a.zip")
        try Data(archive).write(to: URL(filePath: path))
        let end = try Program("/usr/bin/env", program.map { $0 == "ARCHIVE" ? path : $0 }).end()
        return (end.status, String(decoding: end.output, as: UTF8.self) + end.errors)
    }

    /// For each entry its name, size and a hash of its content; the module checks the checksum.
    private static func entries(_ archive: [UInt8]) throws -> [String] {
        let script = """
            import sys, zipfile, hashlib
            with zipfile.ZipFile(sys.argv[1]) as archive:
                assert archive.testzip() is None
                for entry in archive.infolist():
                    content = archive.read(entry)
                    print(ascii(entry.filename), entry.file_size, sum(content) % 65521, entry.date_time[0], entry.compress_type)
            """
        let (status, output) = try run(["python3", "-c", script, "ARCHIVE"], archive)
        try #require(status == 0, "\(output)")
        let (unzipped, text) = try run(["unzip", "-tqq", "ARCHIVE"], archive)
        #expect(unzipped == 0, "\(text)")
        return output.split(separator: "\n").map(String.init)
    }

    private static func sum(_ bytes: [UInt8]) -> Int { bytes.reduce(0) { $0 + Int($1) } % 65521 }

    @Test("Files, bytes and folders are read by other programs, and the length is announced")
    func archiveIsRead() async throws {
        let bytes = Gate.pattern(count: 200_003)
        let store = try Store(["1": bytes, "2": []])
        let response = try await Self.response(
            ZIPArchive(
                "Über.zip",
                entries: [
                    store.entry("Photos/Sömmer 日本.jpg", "1", size: bytes.count), store.entry("empty", "2", size: 0),
                    ZIPEntry("note.txt", bytes: Array("hello".utf8), modified: Self.time),
                    ZIPEntry(folder: "Photos", modified: Self.time),
                    ZIPEntry(folder: "nothing/here/", modified: Self.time),
                ]))
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "application/zip")
        #expect(response.headers[.contentLength] == String(response.body.count))
        #expect(response.headers[.acceptRanges] == "none")
        #expect(response.headers[.contentDisposition]?.hasPrefix("attachment; filename=\"_ber.zip\"") == true)
        #expect(
            try Self.entries(response.body) == [
                "'Photos/S\\xf6mmer \\u65e5\\u672c.jpg' 200003 \(Self.sum(bytes)) 2027 0", "'empty' 0 0 2027 0",
                "'note.txt' 5 532 2027 0", "'Photos/' 0 0 2027 0", "'nothing/here/' 0 0 2027 0",
            ])
    }

    @Test("An archive of unknown sizes, and one from a sequence, have no length and are whole")
    func lengthIsUnknown() async throws {
        let bytes = Gate.pattern(count: 100_000)
        let store = try Store(["1": bytes])
        let unknown = try await Self.response(ZIPArchive("a.zip", entries: [store.entry("a", "1", size: nil)]))
        let entries = AsyncStream<ZIPEntry> { stream in
            for number in 1...3 { stream.yield(store.entry("a\(number)", "1", size: bytes.count)) }
            stream.yield(store.entry("A1", "1", size: nil))
            stream.finish()
        }
        let streamed = try await Self.response(ZIPArchive("a.zip", streaming: entries))
        for response in [unknown, streamed] { #expect(response.headers[.contentLength] == nil) }
        #expect(try Self.entries(unknown.body) == ["'a' 100000 \(Self.sum(bytes)) 2027 0"])
        #expect(
            try Self.entries(streamed.body)
                == ["a1", "a2", "a3", "A1 (2)"].map { "'\($0)' 100000 \(Self.sum(bytes)) 2027 0" })
    }

    @Test("An empty archive is valid")
    func emptyArchive() async throws {
        let response = try await Self.response(ZIPArchive("a.zip", entries: []))
        #expect(response.body.count == 22)
        let (status, output) = try Self.run(
            ["python3", "-c", "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).namelist())", "ARCHIVE"],
            response.body)
        #expect(status == 0 && output == "[]\n")
    }

    @Test("Hostile names become relative paths without devices, and no two are equal")
    func hostileNamesAreSafe() async throws {
        let names = [
            ("/etc/passwd", "etc/passwd"), ("../../x", "x"), ("a/../../b/./c", "a/b/c"), ("..", "file"),
            ("", "file (2)"),
            ("C:\\Windows\\x", "C__Windows_x"), ("..\\..\\y", "_ .._y"), ("con", "_con"), ("Aux.txt", "_Aux.txt"),
            ("LPT1 .x", "_LPT1 .x"), ("com¹", "_com¹"), ("a\u{0}b\r\nc", "a_b__c"), ("\u{202E}txt.exe", "_txt.exe"),
            ("x ", "x (2)"), (".htaccess", "_htaccess"), ("A/B/c", "A/B/c (2)"), ("etc/passwd/z", "etc/passwd (2)/z"),
            ("e\u{301}", "e\u{301}"), ("\u{E9}", "\u{E9} (2)"), ("p.tar", "p.tar"), ("P.TAR", "P (2).TAR"),
            ("p.tar", "p (3).tar"), ("etc", "etc (2)"),
        ]
        let response = try await Self.response(
            ZIPArchive("a.zip", entries: names.map { ZIPEntry($0.0, bytes: [1], modified: Self.time) }))
        let (status, output) = try Self.run(
            [
                "python3", "-c",
                "import sys, zipfile, json; print(json.dumps(zipfile.ZipFile(sys.argv[1]).namelist()))", "ARCHIVE",
            ], response.body)
        try #require(status == 0, "\(output)")
        let found = try JSONDecoder().decode([String].self, from: Data(output.utf8))
        for (name, found) in zip(names, found) where !name.1.contains("_ ..") {
            #expect(found.unicodeScalars.elementsEqual(name.1.unicodeScalars), "\(name.0.debugDescription)")
        }
        #expect(found.count == names.count)
        for name in found {
            let segments = name.split(separator: "/", omittingEmptySubsequences: false)
            #expect(!segments.contains { ["", ".", ".."].contains($0) })
            #expect(!name.contains("\\") && !name.contains(":"))
        }
        #expect(Set(found.map { $0.lowercased() }).count == found.count)
    }

    @Test("A thousand equal names get different numbers")
    func equalNames() async throws {
        let entries = (0..<1_000).map { _ in ZIPEntry("a/b.txt", bytes: [], modified: Self.time) }
        let response = try await Self.response(ZIPArchive("a.zip", entries: entries))
        #expect(String(decoding: response.body.suffix(1_000), as: UTF8.self).contains("a/b (1000).txt"))
    }

    @Test("More than 65,535 entries have the ZIP64 format")
    func manyEntries() async throws {
        let entries = (0..<66_000).map { ZIPEntry("\($0)", bytes: [], modified: Self.time) }
        let response = try await Self.response(ZIPArchive("a.zip", entries: entries))
        let (status, output) = try Self.run(
            ["python3", "-c", "import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).namelist()))", "ARCHIVE"],
            response.body)
        #expect(status == 0 && output == "66000\n", "\(output)")
    }

    @Test("A file with another length than announced breaks the response off", arguments: [9, 11])
    func changedFileBreaksOff(_ size: Int) async throws {
        // Large enough for the response to have begun.
        let store = try Store(["1": Gate.pattern(count: 100_000), "2": Gate.pattern(count: 10)])
        let archive = ZIPArchive(
            "a.zip", entries: [store.entry("a", "1", size: 100_000), store.entry("b", "2", size: size)])
        await #expect(throws: TestFailure.self) { try await Self.response(archive) }
        let missing = ZIPArchive(
            "a.zip", entries: [store.entry("a", "1", size: 100_000), store.entry("b", "3", size: 10)])
        await #expect(throws: TestFailure.self) { try await Self.response(missing) }
    }

    @Test("HEAD has the length, and opens no file")
    func headOpensNoFile() async throws {
        var gate = Gate()
        gate.get("/a.zip", allow: .everyone) { _ in
            ZIPArchive("a.zip", entries: [ZIPEntry("a", size: 5 << 30, modified: Self.time) { throw Mishap() }])
        }
        let response = try await InMemoryClient(gate).head("/a.zip")
        #expect(response.status == .ok)
        // 30 + 1 + 9 + 20, the content, 24; 46 + 1 + 9 + 20; 56 + 20 + 22.
        let length: Int = 60 + 5_368_709_120 + 24 + 76 + 98
        #expect(response.headers[.contentLength] == "\(length)")
    }

    @Test(
        "A file above 4 GiB and one behind it have the ZIP64 format",
        .enabled(if: ProcessInfo.processInfo.environment["GATEHOUSE_LARGE_FILES"] != nil))
    func largeFile() async throws {
        let store = try Store(["2": [1, 2, 3]])
        let path = store.home.path("objects/1")
        try Data().write(to: URL(filePath: path))
        let size = 4_294_967_296 + 12_345
        #expect(unsafe truncate(path, size) == 0)
        var gate = Gate()
        gate.get("/a.zip", allow: .everyone) { request in
            let archive = ZIPArchive(
                "a.zip", entries: [store.entry("a", "1", size: size), store.entry("b", "2", size: 3)])
            // Written to a file as it arrives, because the client would keep it in memory.
            guard case .stream(let length, let write) = archive.response(to: request).body.storage else { return "" }
            let file = try FileHandle(forWritingTo: URL(filePath: store.home.path("a.zip")))
            var count = 0
            try await write(
                BodyWriter(
                    write: {
                        try file.write(contentsOf: $0)
                        count += $0.count
                    }, flush: {}))
            return "\(length == count)"
        }
        #expect(FileManager.default.createFile(atPath: store.home.path("a.zip"), contents: nil))
        #expect(try await InMemoryClient(gate).get("/a.zip").text == "true")
        let script = """
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1]) as archive:
                print([(entry.filename, entry.file_size, entry.header_offset > 2**32) for entry in archive.infolist()])
                print(archive.read("b"), archive.testzip())
            """
        let end = try Program("/usr/bin/env", ["python3", "-c", script, store.home.path("a.zip")]).end()
        #expect(
            String(decoding: end.output, as: UTF8.self)
                == "[('a', \(size), False), ('b', 3, True)]\nb'\\x01\\x02\\x03' None\n", "\(end.errors)")
        let unzip = try Program("/usr/bin/env", ["unzip", "-tqq", store.home.path("a.zip")]).end()
        #expect(unzip.status == 0, "\(String(decoding: unzip.output, as: UTF8.self))")
    }
}
