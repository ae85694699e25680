import Foundation
import TestSupport
import Testing

/// Files behind Debian's Apache, requested by curl, which interprets the fields in its own way.
@Suite("Files behind Apache, with curl", .serialized, .timeLimit(.minutes(5)))
final class FileClientTests {
    private let site: ApacheSite
    private let own: TemporaryDirectory
    private static let bytes = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8 &* 7) }

    init() throws {
        own = try TemporaryDirectory()
        site = try ApacheSite(
            .template("fcgid-wrapper"),
            mount: "/",
            binary: Products.program("TestApp"),
            hostConfiguration: "FcgidInitialEnv TESTAPP_FILES @PRIVATE@/assets"
        )
        let directory = site.privateDirectory.appendingPathComponent("assets")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data(Self.bytes).write(to: directory.appendingPathComponent("f.bin"))
        try FileManager.default.createSymbolicLink(
            atPath: directory.appendingPathComponent("link.txt").path,
            withDestinationPath: "/etc/passwd"
        )
    }

    private struct ReceivedResponse {
        let status: String
        let received: Int
        let exit: Int32
        let output: [UInt8]
    }

    /// Runs curl, whose standard output ends with the status and the number of received bytes.
    private func curl(_ arguments: [String], _ target: String = "/files/f.bin") throws -> ReceivedResponse {
        let url = "http://127.0.0.1:\(site.port)\(site.mount)\(target)"
        let program = try Program(
            "/usr/bin/curl",
            ["--silent", "--disable", "--noproxy", "*", "--write-out", "\n%{http_code} %{size_download}"] + arguments
                + [url]
        )
        let end = program.end()
        let lines = end.output.split(separator: 0x0A, omittingEmptySubsequences: false)
        let last = String(decoding: lines.last ?? [], as: UTF8.self).split(separator: " ").map(String.init)
        try #require(last.count == 2)
        let length = end.output.count - (lines.last?.count ?? 0) - 1
        return ReceivedResponse(
            status: last[0],
            received: Int(last[1]) ?? -1,
            exit: end.status,
            output: Array(end.output.prefix(length))
        )
    }

    private func isWhole(_ name: String) throws -> Bool {
        try Data(contentsOf: URL(fileURLWithPath: own.path(name))) == Data(Self.bytes)
    }

    /// A file has a weak tag and no date until two seconds after it was written.
    private func untilSettled(_ target: String = "/files/f.bin") throws {
        while true {
            let head = try site.exchange("HEAD", target).head
            try #require(head.contains("200 OK"))
            if head.contains("ETag: \"") { return }
            usleep(20_000)
        }
    }

    @Test("curl downloads a file, resumes it, revalidates it and requests parts")
    func curlDownloadsAndResumes() throws {
        try untilSettled()
        #expect(try curl(["--output", own.path("whole"), "--remote-time"]).status == "200")
        #expect(try isWhole("whole"))

        // The download broke off and is resumed.
        try Data(Self.bytes.prefix(100_001)).write(to: URL(fileURLWithPath: own.path("part")))
        let resumed = try curl(["--continue-at", "-", "--output", own.path("part")])
        #expect(resumed.status == "206")
        #expect(resumed.received == 600_000)
        #expect(resumed.exit == 0)
        #expect(try isWhole("part"))
        // Nothing is left to resume.
        #expect(try curl(["--continue-at", "-", "--output", own.path("part")]).status == "416")
        #expect(try isWhole("part"))

        // Unchanged since the date and the tag of the copy.
        let unchanged = try curl(["--time-cond", own.path("whole"), "--output", own.path("other")])
        #expect(unchanged.status == "304")
        #expect(unchanged.received == 0)
        for (date, status) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", "200"), ("-Sun, 06 Nov 1994 08:49:37 GMT", "412"),
            ("Wed, 06 Nov 2999 08:49:37 GMT", "304"), ("-Wed, 06 Nov 2999 08:49:37 GMT", "200"),
        ] {
            #expect(try curl(["--time-cond", date, "--output", own.path("other")]).status == status, "\(date)")
        }
        #expect(try curl(["--etag-save", own.path("tag")]).status == "200")
        #expect(try curl(["--etag-compare", own.path("tag")]).status == "304")

        // Parts.
        for (range, part) in [("0-9", 0..<10), ("-5", 699_996..<700_001), ("700000-", 700_000..<700_001)] {
            let response = try curl(["--range", range])
            #expect(response.status == "206")
            // #expect would take minutes to print a difference between hundreds of thousands of bytes.
            let isRight = response.output == Array(Self.bytes[part])
            #expect(isRight, "\(range)")
        }
        let several = try curl(["--range", "0-1,500000-500002", "--include"])
        #expect(several.status == "206")
        let text = String(decoding: several.output, as: UTF8.self)
        #expect(text.contains("Content-Type: multipart/byteranges; boundary="))
        #expect(text.contains("Content-Range: bytes 500000-500002/700001"))

        let head = try curl(["--head"])
        #expect(head.status == "200")
        #expect(String(decoding: head.output, as: UTF8.self).contains("Content-Length: 700001"))
    }

    @Test(
        "An interrupted download is resumed, and never mixed with another version of the file")
    func interruptedDownloadIsNotMixed() throws {
        func random(_ count: Int) throws -> Data {
            try #require(try FileHandle(forReadingFrom: URL(fileURLWithPath: "/dev/urandom")).read(upToCount: count))
        }
        let target = "/files/large.bin"
        let path = site.privateDirectory.appendingPathComponent("assets/large.bin")
        let bytes = try random(6 << 20)
        try bytes.write(to: path)
        try untilSettled(target)
        let part = URL(fileURLWithPath: own.path("large"))
        func received() throws -> Data { try Data(contentsOf: part) }
        func isReceived(_ bytes: Data) throws -> Bool { try received() == bytes }

        // The connection breaks in the middle: curl blocks there, because the pipe is no longer read.
        let url = "http://127.0.0.1:\(site.port)\(site.mount)\(target)"
        let pipe = own.path("pipe")
        // mkfifo(3) reads a C string, valid during the call.
        try #require(unsafe mkfifo(pipe, 0o600) == 0)
        let loading = try Program(
            "/usr/bin/curl", ["--silent", "--disable", "--noproxy", "*", "--output", pipe, url])
        let beginning = try FileHandle(forReadingFrom: URL(fileURLWithPath: pipe))
        try beginning.read(upToCount: 1 << 20)?.write(to: part)
        loading.signal(SIGKILL)
        #expect(loading.end().status == -SIGKILL)
        try beginning.close()
        let count = try received().count
        try #require(count == 1 << 20)
        let resumed = try curl(["--continue-at", "-", "--output", part.path], target)
        #expect(resumed.status == "206")
        #expect(resumed.received == bytes.count - count)
        #expect(try isReceived(bytes))

        // With a validator of the part, curl gets the rest of the same file,
        let head = try site.exchange("HEAD", target).head.split(separator: "\r\n")
        let validators = ["ETag: ", "Last-Modified: "].compactMap { name in
            head.first { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) }
        }
        try #require(validators.count == 2)
        for validator in validators {
            try bytes.prefix(count).write(to: part)
            let field = ["--header", "If-Range: \(validator)"]
            #expect(try curl(["--continue-at", "-", "--output", part.path] + field, target).status == "206")
            #expect(try isReceived(bytes))
        }
        // and all of another file, which curl refuses to append to the part.
        let other = try random(bytes.count)
        try other.write(to: path, options: .atomic)
        for validator in validators {
            try bytes.prefix(count).write(to: part)
            let field = ["--header", "If-Range: \(validator)"]
            let refused = try curl(["--continue-at", "-", "--output", part.path] + field, target)
            #expect(refused.status == "200")
            // CURLE_RANGE_ERROR
            #expect(refused.exit == 33)
            #expect(try isReceived(bytes.prefix(count)))
            let whole = try curl(["--range", "\(count)-", "--output", part.path] + field, target)
            #expect(whole.status == "200")
            #expect(try isReceived(other))
        }
    }

    @Test("A file that is not served looks like a missing path behind Apache too")
    func hiddenFilesLookMissing() throws {
        let unknown = try curl([], "/unknown")
        #expect(unknown.status == "404")
        for name in ["link.txt", "nothing.txt", "f.bin~", ".htaccess", "../secret.txt"] {
            let response = try curl(["--path-as-is"], "/files/\(name)")
            #expect(["404", "400"].contains(response.status), "\(name)")
            #expect(response.output == unknown.output || response.status == "400", "\(name)")
        }
    }
}
