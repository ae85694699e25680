import Foundation
import Gatehouse
import GatehouseTesting
import Testing

@testable import LockboxApp

@Suite("Files of a box", .timeLimit(.minutes(1)))
struct LockboxFileTests {
    /// File names from people and attackers, and the labels in the list.
    private static let names = [
        ("notes.txt", "notes.txt"), ("Übersicht – Jahr.pdf", "Übersicht – Jahr.pdf"), ("写真.jpg", "写真.jpg"),
        ("../../etc/passwd", "___.._etc_passwd"), ("..\\..\\x.exe", "___.._x.exe"), (".htaccess", "_htaccess"),
        ("-rf", "-rf"), ("a%00b.txt", "a%00b.txt"), ("x.php.png", "x.php.png"), ("noextension", "noextension"),
        ("a\u{202E}gpj.exe", "a_gpj.exe"), ("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png"),
        ("old.bak", "old.bak"), ("archive.tar.gz", "archive.tar.gz"), ("…", "…"),
    ]

    @Test("Names in the file system consist of letters, digits and a known extension, whatever the client sent")
    func storedNamesAreSafe() async throws {
        for (name, _) in Self.names {
            let boxes = try TestBoxes()
            let client = try InMemoryClient(boxes.gate)
            #expect(try await client.send(Upload((name, "x")).request()).status == .seeOther, "\(name)")
            let stored = try boxes.names()
            #expect(stored.count == 1, "\(name)")
            #expect(
                stored.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9_-]+\.(bin|txt|png|jpg)/) != nil },
                "\(name): \(stored)")
            let listed = try await client.list()
            #expect(listed.count == 1, "\(name)")
            let page = try await client.get("/", as: TestBoxes.ada)
            #expect(!page.text.contains("<img"))
            #expect(try await client.get(listed[0].url, as: TestBoxes.ada).text == "x", "\(name)")
            #expect(
                try FileManager.default.attributesOfItem(
                    atPath: boxes.directory.appendingPathComponent("ada/\(stored[0])").path)[.posixPermissions] as? Int
                    == 0o600)
        }
    }

    @Test("Labels are the names that the client sent, without misleading characters")
    func labelsKeepClientNames() async throws {
        for (name, label) in Self.names {
            let boxes = try TestBoxes()
            let client = try InMemoryClient(boxes.gate)
            _ = try await client.send(Upload((name, "x")).request())
            #expect(try await client.list().map(\.name) == [label], "\(name)")
        }
    }

    @Test("A name with HTML tags is escaped on every page")
    func namesAreEscaped() async throws {
        let boxes = try TestBoxes()
        try boxes.put("\"><script>alert(1)</script>&amp;.mp3")
        let client = try InMemoryClient(boxes.gate)
        let url = try #require(try await client.list().first).url
        for path in ["/", url + "/page"] {
            let page = try await client.get(path, as: TestBoxes.ada).text
            #expect(!page.contains("<script>"))
            #expect(page.contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;.mp3"))
        }
    }

    @Test("A name that is too long is cut at a whole character and keeps its extension")
    func longNamesAreCut() {
        for name in [String(repeating: "ü", count: 200) + ".webm", String(repeating: "👩‍👩‍👧", count: 30) + ".png"] {
            let label = Label(name)
            #expect(label.text.utf8.count <= 150)
            #expect(label.text.utf8.count > 120)
            #expect(Set(label.text.dropLast(5)).count <= 2)
            let stored = StoredName(label)
            #expect(stored.text.utf8.count <= 255)
            #expect(stored.kind != .other)
            #expect(StoredName(stored.text) == stored)
            #expect(label.numbered(12).text.utf8.count <= 150)
            #expect(label.numbered(12).text.contains(" (12)."))
        }
    }

    @Test("A name that this program did not write is invalid")
    func foreignNamesAreInvalid() throws {
        let name = StoredName(Label("a.png")).text
        #expect(StoredName(name)?.label == "a.png")
        for text in [
            "", ".", "..", ".png", "YS5wbmc", "YS5wbmc=.png", "YS5wbmc.bin", "YS5wbmc.PNG", "YS5wbmc.png.png",
            "YS5wbmd.png",
            "YS 5wbmc.png", "_w.bin", "YS5wbmc.html",
        ] {
            #expect(StoredName(text) == nil, "\(text)")
        }
    }

    @Test("A file that could contain a script, such as HTML or SVG, is never displayed, under any name")
    func scriptsAreNeverDisplayed() async throws {
        let boxes = try TestBoxes()
        let client = try InMemoryClient(boxes.gate)
        let script = "<script>alert(1)</script>"
        let names = [
            "x.html", "x.HTM", "x.svg", "x.xhtml", "x.xml", "x.js", "x.pdf", "x", "x.png.html", "x.html\u{301}",
        ]
        for name in names { #expect(try await client.send(Upload((name, script)).request()).status == .seeOther) }
        let files = try await client.list()
        #expect(files.count == names.count)
        for file in files {
            for path in [file.url, file.url + "/download"] {
                let response = try await client.get(path, as: TestBoxes.ada)
                #expect(response.text == script)
                #expect(response.headers[.contentType] == "application/octet-stream", "\(file.name)")
                #expect(
                    response.headers[.contentDisposition]?.hasPrefix("attachment; filename=") == true, "\(file.name)")
                #expect(response.headers[.xContentTypeOptions] == "nosniff")
                #expect(response.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            }
            let page = try await client.get(file.url + "/page", as: TestBoxes.ada)
            #expect(page.text.contains("This type of file is not displayed."))
        }
        // A file with the extension of an image is served as an image, whatever it contains.
        #expect(try await client.send(Upload(("x.PNG", script)).request()).status == .seeOther)
        let image = try #require(try await client.list().first { $0.name == "x.PNG" })
        let response = try await client.get(image.url, as: TestBoxes.ada)
        #expect(response.headers[.contentType] == "image/png")
        #expect(response.headers[.contentDisposition] == nil)
        #expect(response.headers[.xContentTypeOptions] == "nosniff")
        #expect(
            try await client.get(image.url + "/download", as: TestBoxes.ada).headers[.contentDisposition]
                == "attachment; filename=\"x.PNG\"")
    }

    @Test("A range of an audio file is sent, in memory and live")
    func rangesAreSent() async throws {
        let boxes = try TestBoxes()
        try boxes.put("song.mp3", "0123456789")
        func check(_ client: some TestClient) async throws {
            let url = try #require(try await client.list().first).url
            let page = try await client.get(url + "/page", as: TestBoxes.ada)
            #expect(page.text.contains("<audio id=\"player\" controls preload=\"metadata\" src=\"\(url)\">"))
            let part = try await client.get(url, as: TestBoxes.ada, headers: [.range: "bytes=3-5"])
            #expect(part.status == .partialContent)
            #expect(part.text == "345")
            #expect(part.headers[.contentType] == "audio/mpeg")
            try await client.assertDenied(.get, url, as: TestBoxes.grace)
        }
        try await check(InMemoryClient(boxes.gate))
        try await LiveClient.serving(boxes.gate) { try await check($0) }
    }

    @Test("Concurrent uploads of the same name are all kept, complete and under different names")
    func concurrentUploadsKeepAllFiles() async throws {
        let boxes = try TestBoxes()
        let contents = (0..<12).map { String(repeating: "\($0),", count: 40_000) }
        try await LiveClient.serving(boxes.gate, workers: 4) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for content in contents {
                    group.addTask {
                        let response = try await client.send(Upload(("photo.jpg", content)).request())
                        #expect(response.status == .seeOther)
                    }
                }
                try await group.waitForAll()
            }
            let listed = try await client.list()
            let names = (2...12).map { "photo (\($0)).jpg" } + ["photo.jpg"]
            #expect(Set(listed.map(\.name)) == Set(names))
            var received: [String] = []
            for file in listed { received.append(try await client.get(file.url, as: TestBoxes.ada).text) }
            #expect(received.sorted() == contents.sorted())
        }
    }
}
