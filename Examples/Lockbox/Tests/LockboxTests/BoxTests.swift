import Foundation
import Gatehouse
import GatehouseTesting
import Testing

@testable import LockboxApp

@Suite("Content and limits of boxes", .timeLimit(.minutes(1)))
struct LockboxBoxTests {
    @Test("A form with several files adds all of them to the sender's box; a form without files is refused")
    func uploadAddsAllFiles() async throws {
        let boxes = try TestBoxes()
        let client = try InMemoryClient(boxes.gate)
        let large = String(repeating: "x", count: 300_000)
        #expect(try await client.send(Upload(("a.txt", "a"), ("b.txt", large)).request()).status == .seeOther)
        #expect(Set(try await client.list().map(\.bytes)) == [1, 300_000])
        #expect(try boxes.names("grace").isEmpty)
        #expect(try await client.send(Upload(("", "")).request()).status == .unprocessableContent)
        #expect(try await client.post("/", as: TestBoxes.ada, body: "files=x").status == .unsupportedMediaType)
        #expect(try boxes.names().count == 2)
    }

    @Test("An upload with too many files or bytes is refused as a whole")
    func uploadsBeyondLimitsAreRefused() async throws {
        let boxes = try TestBoxes(BoxLimits(files: 3, bytes: 1000, uploadBytes: 800))
        let client = try InMemoryClient(boxes.gate)
        func status(_ files: (name: String, content: String)...) async throws -> HTTPResponse.Status {
            var upload = Upload()
            upload.files = files
            return try await client.send(upload.request()).status
        }
        let long = String(repeating: "x", count: 700)
        #expect(try await status(("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")) == .conflict)
        #expect(try await status(("a", long), ("b", long)) == .contentTooLarge)
        #expect(try await status(("a", String(repeating: "x", count: 801))) == .contentTooLarge)
        #expect(try await status(("a", String(repeating: "x", count: 100_000))) == .contentTooLarge)
        #expect(try boxes.names().isEmpty)
        #expect(try await status(("a", long)) == .seeOther)
        #expect(try await status(("b", String(repeating: "x", count: 301))) == .contentTooLarge)
        #expect(try await status(("b", String(repeating: "x", count: 300))) == .seeOther)
        let refused = try await client.send(Upload(("c", "x")).request())
        #expect(refused.text.contains("The box has 0 bytes left."))
        #expect(try await client.list().count == 2)
    }

    @Test("Thousands of files are listed in pages and found by a part of their names")
    func thousandsOfFilesAreListed() async throws {
        let boxes = try TestBoxes()
        for number in 0..<3000 { try boxes.put("file \(number).txt") }
        // Files under other names are not listed.
        for name in ["notes.txt", ".hidden", "YS5wbmc.html"] {
            try Data().write(to: boxes.directory.appendingPathComponent("ada/\(name)"))
        }
        try FileManager.default.createSymbolicLink(
            atPath: boxes.directory.appendingPathComponent("ada/bGluaw.bin").path, withDestinationPath: "/etc/passwd")
        let client = try InMemoryClient(boxes.gate)
        #expect(try await client.list().count == 3000)
        func rows(_ target: String) async throws -> Int {
            try await client.get(target, as: TestBoxes.ada).text.matches(of: /<tr data-label=/).count
        }
        #expect(try await rows("/") == 200)
        #expect(try await rows("/?page=15") == 200)
        #expect(try await client.get("/?page=15", as: TestBoxes.ada).text.contains("Page 15 of 15"))
        #expect(try await rows("/?page=\(Int.max)") == 0)
        #expect(try await rows("/?find=FILE+12&page=1") == 111)
        for wrong in ["0", "-1", "\(Int.min)", "x"] {
            #expect(
                try await client.get("/?page=\(wrong)", as: TestBoxes.ada).status == .unprocessableContent, "\(wrong)")
        }
        let page = try await client.get("/?find=%22%3E%3Cscript%3E", as: TestBoxes.ada)
        #expect(page.text.contains("value=\"&quot;&gt;&lt;script&gt;\""))
    }

    @Test("Byte counts are rounded to one decimal place with a unit")
    func byteCountsAreRounded() {
        let texts = [
            0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1000: "1.0 kB", 1549: "1.5 kB", 1550: "1.6 kB",
            999_949: "999.9 kB",
            999_950: "1.0 MB", 100_000_000: "100.0 MB", 1_000_000_000: "1.0 GB", 5_000_000_000_000_000: "5000.0 TB",
        ]
        for (bytes, text) in texts { #expect(ByteCount(bytes).description == text, "\(bytes)") }
    }

    @Test("A directory that other users can enter is refused")
    func sharedDirectoryIsRefused() throws {
        let boxes = try TestBoxes()
        let limits = BoxLimits(files: 1, bytes: 1, uploadBytes: 1)
        let settings = LockboxSettings(
            configuration: boxes.gate.configuration, directory: boxes.directory.path, publicDirectory: "/usr",
            keys: [:], limits: limits)
        _ = try Boxes(settings)
        try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: boxes.directory.path)
        #expect(throws: UploadError.self) { try Boxes(settings) }
    }
}
