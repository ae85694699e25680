import Foundation
import Gatehouse
import GatehouseSecurity
import GatehouseTesting
import Testing

@testable import LockboxApp

/// Published failures of other programs around files, uploads and sessions, as requests. ADVISORIES.md says which.
@Suite("Advisories about files, uploads and sessions", .timeLimit(.minutes(2)))
struct LockboxFileAdvisoryTests {
    private func begin(
        _ target: String, length: String, name: String = "a.txt", _ browser: Browser
    ) async throws -> TestResponse {
        var request = TestRequest(.post, target)
        request.headers[try field("Upload-Complete")] = "?0"
        request.headers[try field("Upload-Length")] = length
        request.headers[.contentDisposition] = "inline; filename*=UTF-8''\(name)"
        return try await browser.send(request)
    }

    private func append(_ text: String, to place: String, _ browser: Browser) async throws -> TestResponse {
        var request = TestRequest(.patch, place, body: Array(text.utf8))
        request.headers[.contentType] = "application/partial-upload"
        request.headers[try field("Upload-Offset")] = "0"
        request.headers[try field("Upload-Complete")] = "?1"
        return try await browser.send(request)
    }

    private func field(_ name: String) throws -> HTTPField.Name { try #require(HTTPField.Name(name)) }

    // MARK: Paths

    @Test("Another spelling of a path opens nothing, and a change leads only to a folder of the person")
    func otherSpellingsOpenNothing() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada", isAdmin: true)
        let (mallory, browser) = try await site.member("mallory")
        let top = try site.top(ada)
        let file = try site.put("diary.txt", "the diary", in: top)
        let own = try site.put("own.txt", in: try site.top(mallory))
        let before = try site.rows()
        let paths = [
            "items/\(file.id)/content", "items/\(file.id)", "folders/\(top.id)", "admin/people", "admin/audit",
        ]
        for path in paths {
            for target in [
                "//\(path)", "/./\(path)", "/x/../\(path)", "/%2e%2e/\(path)", "/\(path)/", "/\(path)//",
                "/\(path)%2f", "/\(path)%00", "/\(path);a=b", "/" + path.replacing("/", with: "%2f"),
                "/" + path.replacing("/", with: "\\"), "/" + path.replacing("/", with: "//"),
                "/assets/../\(path)", "/l/../\(path)", path, "/\(path)?\(path)", "/\(path.uppercased())",
            ] {
                var request = TestRequest(.get, target)
                for redirects in 0... {
                    let response = try await browser.send(request)
                    #expect(!response.text.contains("diary"), "\(target)")
                    guard [301, 302, 303, 307, 308].contains(response.status.code) else {
                        #expect(response.status.code >= 400, "\(target): \(response.status)")
                        break
                    }
                    request.target = try #require(response.headers[.location])
                    try #require(redirects < 5)
                }
            }
        }
        try await browser.visit("/items/\(own.id)")
        for target in [top.id, file.id, "../\(top.id)", "/folders/\(top.id)", "..", "", "%2e%2e"] {
            let token = try #require(browser.page?.response.text.firstMatch(of: /name="([^"]*)" value="([^"]{20,})"/))
            let body = "\(token.1)=\(token.2)&target=\(target)"
            let request = TestRequest(
                .post, "/items/\(own.id)/folder", headers: [.contentType: "application/x-www-form-urlencoded"],
                body: Array(body.utf8))
            #expect(try await browser.send(request).status == .notFound, "\(target)")
        }
        #expect(try site.rows() == before)
    }

    @Test("A content that became a link to another file, or to nothing, is not followed", arguments: [true, false])
    func linksOfTheSystemAreNotFollowed(isThere: Bool) async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let outside = site.directory + "/outside"
        if isThere { try Data("the secret".utf8).write(to: URL(fileURLWithPath: outside)) }
        let file = try site.put("a.txt", "content", in: try site.top(ada))
        let path = site.lockbox.contents.directory.path + "/" + (file.content ?? "")
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: outside)
        let link = try site.store.addLink(to: file, .download, label: "l", expires: .now + .seconds(3600))
        for target in ["/items/\(file.id)/content", "/items/\(file.id)/preview", "/l/\(link.key)/previews/\(file.id)"] {
            let response = try await browser.send(TestRequest(.get, target))
            #expect(response.status.code >= 400 && !response.text.contains("secret"), "\(target): \(response.status)")
        }
        // Removing the file removes the link, and not what it leads to.
        try site.store.bin([file], at: .now)
        try site.lockbox.contents.delete(try site.store.purge([file]), site.store)
        #expect(try site.contents().isEmpty)
        #expect(FileManager.default.fileExists(atPath: outside) == isThere)
    }

    @Test("No entry of a ZIP file leads out of the directory into which it is extracted")
    func archivesStayInTheirDirectory() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let folder = try site.makeFolder("Trip", in: try site.top(ada))
        for name in ["..\\..\\evil.txt", "../../evil.txt", "..", "/etc/passwd", "C:\\evil.txt", "a\\..\\..\\b"] {
            try site.put(name, in: folder)
        }
        #expect(ItemName("..\\evil") == nil && ItemName("../evil") == nil)
        // A row that an earlier version or another program wrote.
        let file = try site.put("x", in: folder)
        try site.store.write {
            try $0.execute(
                sql: "UPDATE item SET name = ? WHERE id = ?", arguments: ["..\\../..\\worse.txt", file.id])
        }
        try await browser.visit("/folders/\(folder.id)")
        let zip = try await browser.submit(button: "Download as ZIP").response
        #expect(zip.headers[.contentType] == "application/zip")
        let names = entries(of: zip.body)
        #expect(names.count == 7)
        for name in names {
            #expect(!name.contains("\\") && !name.contains(":") && !name.hasPrefix("/"), "\(name)")
            #expect(!name.split(separator: "/").contains(".."), "\(name)")
        }
    }

    /// The names in the central directory of a ZIP file.
    private func entries(of zip: [UInt8]) -> [String] {
        zip.indices.filter { zip[$0...].starts(with: [0x50, 0x4B, 1, 2]) }.map { start in
            let length = Int(zip[start + 28]) | Int(zip[start + 29]) << 8
            return String(decoding: zip[(start + 46)..<(start + 46 + length)], as: UTF8.self)
        }
    }

    // MARK: Uploads

    /// A field that is not an integer is ignored, so the length is unknown.
    @Test(
        "A length that is no length completes no upload",
        arguments: ["-1", "1.5", "0x10", "9223372036854775808", "", "1, 2"])
    func lengthsAreChecked(length: String) async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada", quota: 3)
        let begun = try await begin("/folders/\(try site.top(ada).id)/uploads", length: length, browser)
        #expect(try site.store.children(of: try site.top(ada)).isEmpty && site.contents().isEmpty)
        guard begun.status == .created else {
            #expect(begun.status.code >= 400 && begun.status.code < 500)
            return
        }
        #expect(begun.headers[try field("Upload-Complete")] == "?0")
        #expect(begun.headers[try field("Upload-Length")] == nil)
        let place = try #require(begun.headers[.location])
        #expect(try await append("1234", to: place, browser).status == .contentTooLarge)
        #expect(try site.store.children(of: try site.top(ada)).isEmpty)
    }

    @Test("A refused, failed or cancelled upload touches no file that is there, whatever it is called")
    func uploadsReplaceNothing() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada", quota: 100)
        let (_, mallory) = try await site.member("mallory")
        let file = try site.put("a.txt", "the original", in: try site.top(ada))
        let target = "/folders/\(try site.top(ada).id)/uploads"
        let before = try site.contents()
        for name in ["a.txt", file.content ?? "", "..%2F..%2Flockbox.sqlite", "%2Fetc%2Fpasswd", file.id] {
            #expect(try await begin(target, length: "101", name: name, browser).status == .contentTooLarge)
            let place = try #require(try await begin(target, length: "4", name: name, browser).headers[.location])
            for thief in [mallory, site.visitor()] {
                #expect(try await thief.send(TestRequest(.delete, place)).decision == .denied)
            }
            #expect(try await append("12345", to: place, browser).status.code >= 400)
            #expect(try await browser.send(TestRequest(.delete, place)).status == .noContent)
            #expect(try await append("1234", to: place, browser).status == .notFound)
        }
        #expect(try site.contents() == before)
        #expect(try await browser.send(TestRequest(.get, "/items/\(file.id)/content")).text == "the original")
        // After the last byte, the address of the upload deletes nothing.
        let place = try #require(try await begin(target, length: "4", browser).headers[.location])
        #expect(try await append("1234", to: place, browser).status == .created)
        _ = try await browser.send(TestRequest(.delete, place))
        let names = try site.store.children(of: try site.top(ada)).map(\.name)
        #expect(Set(names) == ["a.txt", "a (2).txt"])
        #expect(try site.contents().count == 2)
    }

    // MARK: Sessions and passwords

    @Test("A session is only in its cookie, and is over after signing out and for a new person with the same name")
    func sessionsEnd() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada", isAdmin: true)
        let cookies = browser.cookies
        let session = try #require(cookies["__Host-session"])
        for target in ["/", "/links", "/bin", "/admin/people", "/admin/audit", "/account/sessions"] {
            let page = try await browser.visit(target)
            #expect(page.status == .ok && !page.response.text.contains(session), "\(target)")
        }
        func copy() -> Browser {
            let copy = site.visitor()
            for (name, value) in cookies { copy.setCookie(name, value) }
            return copy
        }
        #expect(try await copy().send(TestRequest(.get, "/")).status == .ok)
        try await browser.visit("/")
        try await browser.submit(button: "Sign out")
        #expect(try await copy().send(TestRequest(.get, "/")).status == .seeOther)
        // The same for sessions, and for links to choose a password, of somebody who was removed.
        let (grace, old) = try await site.member("grace")
        let link = try await site.lockbox.accounts.newPasswordLink(
            for: grace, lifetime: .seconds(600), at: "https://files.example")
        try site.store.write {
            try $0.execute(sql: "UPDATE person SET isSuspended = TRUE WHERE id = ?", arguments: [grace.id])
        }
        _ = try site.store.remove(grace.id)
        try await site.add("grace")
        #expect(try await old.send(TestRequest(.get, "/")).status == .seeOther)
        let page = try await site.visitor().visit(String(link.dropFirst("https://files.example".count)))
        #expect(page.status.code >= 400 || page.text.contains("no longer"))
        _ = ada
    }

    @Test("Nobody is signed in by what a header field or the web server says")
    func fieldsSignNobodyIn() async throws {
        let site = try TestSite()
        try await site.add("ada", isAdmin: true)
        for name in ["X-Forwarded-User", "X-Auth-User", "Remote-User", "X-Remote-User", "X-WebAuth-User", "X-Auth"] {
            let request = TestRequest(.get, "/", headers: [try field(name): "ada"])
            #expect(try await site.app.send(request).status == .seeOther, "\(name)")
        }
        let request = TestRequest(.get, "/", parameters: ["REMOTE_USER": "ada", "AUTH_TYPE": "Basic"])
        #expect(try await site.app.send(request).status == .seeOther)
        let basic = Data("ada:\(TestSite.password)".utf8).base64EncodedString()
        let signed = TestRequest(.get, "/", headers: [.authorization: "Basic \(basic)"])
        #expect(try await site.app.send(signed).status == .seeOther)
    }

    @Test("Wrong passwords of a person are throttled, and a very long one costs no hash")
    func passwordsCannotBeTried() async throws {
        let site = try TestSite()
        try await site.add("ada")
        let guesser = site.visitor()
        var statuses: [Int] = []
        for number in 0..<8 {
            try await guesser.visit("/sign-in")
            let page = try await guesser.submit(["Name": "ada", "Password": .text("wrong password \(number)")])
            statuses.append(page.status.code)
        }
        #expect(statuses.first == 422 && statuses.last == 429, "\(statuses)")
        let other = site.visitor(at: "198.51.100.99")
        try await other.visit("/sign-in")
        let long = String(repeating: "a", count: 1_000_000)
        #expect(try await other.submit(["Name": "ada", "Password": .text(long)]).status == .contentTooLarge)
    }

    @Test("A script that somebody searches for or enters as a name is shown as text", arguments: ["/search", "name"])
    func reflectedScriptsAreText(place: String) async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let script = "\"><img src=x onerror=alert(1)>'"
        let file = try site.put("a.txt", in: try site.top(ada))
        _ = try site.makeFolder(script, in: try site.top(ada))
        let page: BrowserPage
        if place == "/search" {
            page = try await browser.visit("/search?q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E'")
            #expect(page.text.contains("1 found."))
        } else {
            try await browser.visit("/items/\(file.id)")
            page = try await browser.submit(["Name": .text(script)], button: "Rename")
            #expect(page.text.contains("There is already something"))
        }
        #expect(!page.response.text.contains("<img src=x"))
    }
}
