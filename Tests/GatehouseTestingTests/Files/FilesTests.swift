import Foundation
import Gatehouse
import GatehouseCore
import GatehouseTesting
import Logging
import TestSupport
import Testing

@testable import FastCGI

@Suite(
    "Files serves only listed files, whatever the directory contains", .serialized,
    .timeLimit(.minutes(5)))
struct FilesTests {
    private let directory: TrapDirectory

    init() throws {
        directory = try TrapDirectory()
    }

    private func gate(_ method: OpenDirectory.Method?, settling: Int = 0) throws -> Gate {
        let files = try Files(in: directory.path, extensions: ["css"], method: method, settling: settling)
        var gate = Gate()
        gate.get("/assets/{path...}", allow: .everyone) { request in try files.file(request.path.rest("path")) }
        gate.get("/one/{name}", allow: .everyone) { request in
            try files.file(request.path["name"]).download(as: "R\u{E9}sum\u{E9}.css")
        }
        gate.post("/post", allow: .everyone) { _ in try files.file("a.css") }
        return gate
    }

    @Test(
        "Listed files are served by both methods of opening", arguments: ClientKind.allCases,
        OpenDirectory.Method.allCases)
    func listedFilesAreServed(kind: ClientKind, method: OpenDirectory.Method) async throws {
        try await kind.asking(try gate(method)) { client async throws in
            for target in [
                "a.css", "A.css", "sub/b.css", "sub/deep/c.css", "we%20ird%252F%26;'.css", "%C3%BC.css", "-rf.css",
                "%61.css",
            ] {
                let response = try await client.get("/assets/\(target)")
                #expect(response.status == .ok, "\(target)")
                #expect(response.body == TrapDirectory.style, "\(target)")
                #expect(response.headers[.contentType] == "text/css; charset=utf-8")
                #expect(response.headers[.contentLength] == "22")
                #expect(response.headers[.xContentTypeOptions] == "nosniff")
                #expect(response.headers[.cacheControl] == "no-cache")
                #expect(response.headers[.acceptRanges] == "bytes")
                #expect(response.headers[.eTag]?.hasPrefix("\"") == true)
                #expect(response.headers[.lastModified]?.hasSuffix(" GMT") == true)
                #expect(response.headers[.contentDisposition] == nil)
                #expect(response.decision == .allowed)
                let head = try await client.head("/assets/\(target)")
                #expect(head.status == .ok)
                #expect(head.headers == response.headers)
                #expect(head.body.isEmpty)
            }
        }
    }

    @Test("An unchanged file is a 304 without fields about the content")
    func unchangedFileIs304() async throws {
        let client = try InMemoryClient(gate(nil))
        let tag = try #require(try await client.get("/one/a.css").headers[.eTag])
        let response = try await client.get("/one/a.css", headers: [.ifNoneMatch: tag])
        #expect(response.status == .notModified)
        #expect(response.headers[.eTag] == tag)
        for name in [.contentType, .contentDisposition, .acceptRanges, .contentRange] as [HTTPField.Name] {
            #expect(response.headers[name] == nil, "\(name)")
        }
    }

    @Test("A file reports its size and its modification date")
    func sizeAndModificationDateAreReported() throws {
        let path = directory.path + "/a.css"
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 86_400.75)], ofItemAtPath: path)
        let file = try Files(in: directory.path, extensions: ["css"]).file("a.css")
        #expect(file.size == TrapDirectory.style.count)
        #expect(file.modified.description == "1970-01-02T00:00:00Z")
    }

    @Test(
        "Every trap gets the same response as a missing path, for GET and HEAD",
        arguments: ClientKind.allCases, OpenDirectory.Method.allCases)
    func trapsLookLikeMissingPaths(kind: ClientKind, method: OpenDirectory.Method) async throws {
        try await kind.asking(try gate(method)) { client async throws in
            let unknown = try await client.get("/unknown")
            let unknownHead = try await client.head("/unknown")
            #expect(unknown.status == .notFound)
            for trap in TrapDirectory.traps {
                let response = try await client.get("/assets/\(trap)")
                #expect(response == unknown, "\(trap): \(response.status) \(response.text.prefix(80))")
                #expect(try await client.head("/assets/\(trap)") == unknownHead, "\(trap)")
                #expect(!response.text.contains("SECRET"), "\(trap)")
            }
            for target in TrapDirectory.malformed {
                let response = try await client.get("/assets/\(target)")
                #expect(response.status == .badRequest, "\(target)")
                #expect(!response.text.contains("SECRET"), "\(target)")
            }
        }
    }

    @Test(
        "Changes and removals of files take effect while the directory is served",
        arguments: OpenDirectory.Method.allCases)
    func changedFilesAreServedFresh(method: OpenDirectory.Method) async throws {
        let client = try InMemoryClient(gate(method))
        let first = try await client.get("/assets/a.css")
        try directory.write("a.css", Array("other".utf8))
        let second = try await client.get("/assets/a.css")
        #expect(second.text == "other")
        #expect(second.headers[.eTag] != first.headers[.eTag])
        // Size and modification date are as before. Only the change time differs, and no system call can set it.
        let path = "\(directory.path)/a.css"
        let date = Date(timeIntervalSince1970: 1_700_000_000)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
        let dated = try await client.get("/assets/a.css")
        try directory.write("a.css", Array("OTHER".utf8))
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
        let third = try await client.get("/assets/a.css")
        #expect(third.text == "OTHER")
        #expect(third.headers[.lastModified] == dated.headers[.lastModified])
        #expect(third.headers[.eTag] != dated.headers[.eTag])
        try FileManager.default.removeItem(atPath: path)
        #expect(try await client.get("/assets/a.css") == client.get("/unknown"))
        // The directory itself is replaced: nothing is served.
        try FileManager.default.moveItem(atPath: directory.path, toPath: directory.root + "/moved")
        try FileManager.default.createSymbolicLink(atPath: directory.path, withDestinationPath: "outside")
        #expect(try await client.get("/assets/secret.css") == client.get("/unknown"))
        #expect(try await client.get("/assets/sub/b.css").status == .ok)
    }

    @Test("An unreadable file is hidden")
    func unreadableFileIsHidden() async throws {
        // Root can read every file.
        try #require(unsafe chmod("\(directory.path)/A.css", 0) == 0)
        let response = try await InMemoryClient(gate(nil)).get("/assets/A.css")
        if geteuid() != 0 { #expect(response.status == .notFound) }
        #expect(response.status == .notFound || response.body == TrapDirectory.style)
    }

    @Test("A download has a safe name and the type of the file", arguments: ClientKind.allCases)
    func downloadHasNameAndType(kind: ClientKind) async throws {
        try await kind.asking(try gate(nil)) { client async throws in
            let response = try await client.get("/one/a.css")
            #expect(
                response.headers[.contentDisposition]
                    == #"attachment; filename="R_sum_.css"; filename*=UTF-8''R%C3%A9sum%C3%A9.css"#)
            #expect(response.headers[.contentType] == "text/css; charset=utf-8")
            #expect(response.body == TrapDirectory.style)
        }
    }

    @Test("Methods other than GET and HEAD get the whole file without a validator", arguments: ClientKind.allCases)
    func otherMethodsGetWholeFile(kind: ClientKind) async throws {
        try await kind.asking(try gate(nil)) { client async throws in
            let response = try await client.post(
                "/post", headers: [.range: "bytes=0-1", .ifNoneMatch: "*", .ifMatch: "\"x\""])
            #expect(response.status == .ok)
            #expect(response.body == TrapDirectory.style)
            #expect(response.headers[.eTag] == nil)
            #expect(response.headers[.acceptRanges] == nil)
        }
    }

    @Test("Refused files are logged at notice, missing files at info")
    func refusalsAreLogged() async throws {
        let log = CollectedLog()
        let client = try InMemoryClient(gate(nil), logger: log.logger)
        for (target, line) in [
            ("nothing.css", "info: file not served: "),
            ("page.html", "notice: file not served: \"the extension is not listed\""),
            ("out.css", "notice: file not served: "), ("fifo.css", "notice: file not served: "),
            (".htaccess", "notice: file not served: \"a name that begins with a dot\""),
        ] {
            let response = try await client.get("/assets/\(target)")
            #expect(response.decision == (target == "nothing.css" ? .allowed : .denied))
            #expect(log.lines.last?.hasPrefix(line) == true, "\(target): \(log.lines.last ?? "nothing")")
        }
    }

    @Test("Invalid arguments are errors that name the problem")
    func invalidArgumentsAreErrors() throws {
        for path in [
            "", ".", "..", "./", "assets", "./assets", "~/assets", "/nowhere/\(UInt32.random(in: 0 ... .max))",
            directory.path + "/a.css",
            directory.path + "\0",
        ] {
            #expect(throws: FileError(.invalidConfiguration, ""), "\(path)") {
                try Files(in: path, extensions: ["css"])
            }
        }
        #expect(throws: FileError(.invalidConfiguration, "")) { try Files(in: directory.path, extensions: []) }
        #expect(throws: FileError(.invalidConfiguration, "")) { try Files(in: directory.path, extensions: ["bak"]) }
        for value in ["", "a\r\nb: c"] {
            #expect(throws: FileError(.invalidConfiguration, "")) {
                try Files(in: directory.path, extensions: ["css"], cacheControl: value)
            }
        }
    }

    #if DEBUG
        @Test("A failed open is refused, missing or unreadable by its errno; an unreadable file is a 500")
        func failedOpenHasItsErrorCode() async throws {
            let files = try Files(in: directory.path, extensions: ["css"])
            for (number, code) in [
                (EMFILE, FileError.Code.unreadable), (EIO, .unreadable), (EACCES, .refused), (ENOENT, .missing),
            ] {
                let found = await withCheckedContinuation { continuation in
                    Foundation.Thread.detachNewThread {
                        let driver = SystemCallDriver()
                        driver.install()
                        driver.arm(SystemCallDriver.Fault(call: 1, number: number))
                        continuation.resume(returning: Result { () throws(FileError) in try files.file("a.css") })
                    }
                }
                guard case .failure(let error) = found else {
                    Issue.record("opened despite \(number)")
                    continue
                }
                #expect(error.code == code, "\(number)")
            }
            var gate = Gate()
            gate.get("/", allow: .everyone) { _ -> String in throw FileError(.unreadable, "no descriptor left") }
            #expect(try await InMemoryClient(gate).get("/").status == .internalServerError)
        }
    #endif

    @Test("The method of opening defaults to openat2")
    func defaultMethodIsOpenat2() throws {
        #expect(try OpenDirectory(path: directory.path).method == .beneath)
    }

    @Test("A file that was just written has a weak tag and no date")
    func freshFileHasWeakTag() async throws {
        try directory.write("a.css", Array("new".utf8))
        let client = try InMemoryClient(gate(nil, settling: 1_000_000))
        let response = try await client.get("/assets/a.css")
        #expect(response.headers[.eTag]?.hasPrefix("W/\"") == true)
        #expect(response.headers[.lastModified] == nil)
        let tag = try #require(response.headers[.eTag])
        #expect(try await client.get("/assets/a.css", headers: [.ifNoneMatch: tag]).status == .notModified)
        #expect(try await client.get("/assets/a.css", headers: [.range: "bytes=0-0", .ifRange: tag]).status == .ok)
        #expect(try await client.get("/assets/a.css", headers: [.ifMatch: tag]).status == .preconditionFailed)
    }
}
