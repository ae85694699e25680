import Foundation
import GatehouseCore
import TestSupport
import Testing

@testable import GatehouseConfiguration

@Suite("Settings from a file")
struct SettingsFileTests {
    /// A private directory and a public one beside it.
    private struct Site: ~Copyable {
        let directory: TemporaryDirectory
        let publicDirectory: String

        init() throws {
            let directory = try TemporaryDirectory()
            let publicDirectory = directory.path("public_html")
            try FileManager.default.createDirectory(atPath: publicDirectory, withIntermediateDirectories: false)
            self.directory = directory
            self.publicDirectory = publicDirectory
        }

        func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
            let path = directory.path(name)
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: NSNumber(value: mode)], ofItemAtPath: path)
            return path
        }

        func problems(_ path: String, documentRoot: String? = nil) -> [String] {
            do throws(SettingsError) {
                let file = SettingsFile(path, outside: publicDirectory)
                let configuration = try Settings.read(file, environment: [], documentRoot: documentRoot)
                return ["accepted: \(configuration)"]
            } catch {
                return error.problems
            }
        }
    }

    @Test("Lines and comments are parsed; the environment overrides the file", arguments: [0o600, 0o400])
    func fileIsParsedAndEnvironmentWins(mode: Int) throws {
        let site = try Site()
        let text = """
            # The site.

            GATEHOUSE_WORKERS=3
            GATEHOUSE_HANDLER_TIMEOUT=10s
            GATEHOUSE_APP_KEY=a=b # no comment "quoted"
            """
        let file = SettingsFile(try site.write("app.conf", text, mode: mode), outside: site.publicDirectory)
        let (configuration, key) = try Settings.read(
            file, environment: SettingsTests.environment(["GATEHOUSE_WORKERS": "5"]), Setting.secret("KEY"))
        #expect(configuration.workers == 5)
        #expect(configuration.handlerTimeout == .seconds(10))
        #expect(key.revealed == "a=b # no comment \"quoted\"")
    }

    /// Breaks if a user other than the program's own can read or write the file.
    @Test(
        "A file that others may access, or with any other mode bit, is refused",
        arguments: [0o604, 0o602, 0o601, 0o640, 0o620, 0o610, 0o700, 0o644, 0o4600, 0o2600, 0o1600])
    func permissiveModesAreRefused(mode: Int) throws {
        let site = try Site()
        let problems = site.problems(try site.write("app.conf", "GATEHOUSE_WORKERS=3\n", mode: mode))
        #expect(problems.count == 1)
        #expect(problems.first?.contains("has mode 0\(String(mode, radix: 8)); run chmod 0600") == true, "\(problems)")
    }

    @Test("A file of another user is refused", .enabled(if: geteuid() == 0, "only root can give a file away"))
    func otherOwnerIsRefused() throws {
        let site = try Site()
        let path = try site.write("app.conf", "GATEHOUSE_WORKERS=3\n")
        try FileManager.default.setAttributes([.ownerAccountID: 65_534], ofItemAtPath: path)
        #expect(site.problems(path).first?.contains("belongs to user 65534, but the program runs as 0") == true)
    }

    @Test("Only regular files are accepted: no links, second names, fifos, directories or devices")
    func onlyRegularFilesAreAccepted() throws {
        let site = try Site()
        let manager = FileManager.default
        let path = try site.write("app.conf", "GATEHOUSE_WORKERS=3\n")
        func refusal(_ path: String) -> String { site.problems(path).joined(separator: "\n") }

        try manager.createSymbolicLink(atPath: site.directory.path("link"), withDestinationPath: path)
        #expect(refusal(site.directory.path("link")).contains("contains a symbolic link"))
        try manager.createSymbolicLink(
            atPath: site.directory.path("way"), withDestinationPath: site.directory.path("."))
        #expect(refusal(site.directory.path("way/app.conf")).contains("contains a symbolic link"))
        #expect(refusal(site.directory.path("app.conf/x")).contains("a file where a directory is expected"))
        let fifo = unsafe mkfifo(site.directory.path("fifo"), 0o600)
        #expect(fifo == 0)
        #expect(refusal(site.directory.path("fifo")).contains("is not a regular file"))
        try manager.createDirectory(atPath: site.directory.path("directory"), withIntermediateDirectories: false)
        #expect(refusal(site.directory.path("directory")).contains("is not a regular file"))
        #expect(refusal("/dev/null").contains("is not a regular file"))
        #expect(refusal(site.directory.path("missing")).contains("cannot be opened"))
        for name in ["", "app.conf", "/", "/a//b", "/a/../b", "/a/./b", "/a/", "/a\u{0}b"] {
            #expect(refusal(name).contains("is not an absolute file path"), "\(name.debugDescription)")
        }
        #expect(refusal(path).hasPrefix("accepted"))
        try manager.linkItem(atPath: path, toPath: site.directory.path("second"))
        #expect(refusal(path).contains("has 2 names"))
    }

    /// Breaks if a file that the web server can send is accepted as private.
    @Test("A file in or below the public directory is refused, by every path that leads to it")
    func filesInPublicDirectoryAreRefused() throws {
        let site = try Site()
        let manager = FileManager.default
        try manager.createDirectory(atPath: site.publicDirectory + "/below", withIntermediateDirectories: false)
        for name in ["public_html/app.conf", "public_html/below/app.conf"] {
            let path = try site.write(name, "GATEHOUSE_WORKERS=3\n")
            #expect(site.problems(path).first?.contains("is in a directory that the web server serves") == true)
        }
        let path = try site.write("app.conf", "GATEHOUSE_WORKERS=3\n")
        #expect(site.problems(path).first?.hasPrefix("accepted") == true)
        // The document root of the web server, and a symbolic link to a directory.
        let link = site.directory.path("www")
        try manager.createSymbolicLink(atPath: link, withDestinationPath: site.directory.path("."))
        #expect(site.problems(path, documentRoot: link).first?.contains("that the web server serves") == true)
        #expect(site.problems(path, documentRoot: "/").first?.contains("that the web server serves") == true)
        let missing = site.directory.path("missing")
        #expect(site.problems(path, documentRoot: missing).first?.contains("No such file or directory") == true)
    }

    /// Breaks if an error message shows the content of a line, or hides the error in the next one.
    @Test("An ambiguous line is a configuration error with its line number and without its content")
    func ambiguousLinesAreConfigurationErrors() throws {
        let site = try Site()
        let text =
            "GATEHOUSE_WORKERS=3\r\nWORKERS=hunter2\nexport GATEHOUSE_WORKERS=hunter2\n GATEHOUSE_WORKERS=hunter2\n"
            + "GATEHOUSE_WORKERS=\"hunter2\"\nGATEHOUSE_HOSTS='hunter2'\nGATEHOUSE_BODY_LIMIT= hunter2\n"
            + "GATEHOUSE_PROXIES=hunter2 \nhunter2\nGATEHOUSE_WORKERS=4\nGATEHOUSE_other=hunter2\nGATEHOUSE_OTHER=hunter2\n"
        let path = try site.write("app.conf", text)
        let problems = site.problems(path).map { $0.replacing("\"\(path)\", ", with: "") }
        let form = "expected GATEHOUSE_NAME=value, a comment or an empty line"
        let quoted = "begins or ends with a space, or begins with a quotation mark"
        #expect(
            problems == [
                "line 1: not UTF-8, or contains a control character such as CR", "line 2: \(form)", "line 3: \(form)",
                "line 4: \(form)", "line 5: the value of GATEHOUSE_WORKERS \(quoted)",
                "line 6: the value of GATEHOUSE_HOSTS \(quoted)", "line 7: the value of GATEHOUSE_BODY_LIMIT \(quoted)",
                "line 8: the value of GATEHOUSE_PROXIES \(quoted)", "line 9: \(form)",
                "line 10: GATEHOUSE_WORKERS is set twice, first in line 5", "line 11: \(form)",
                "settings file: unknown setting GATEHOUSE_OTHER",
            ])
        #expect(!problems.contains { $0.contains("hunter2") })
    }

    /// Breaks if the errors list missing settings that are in a file with the wrong mode.
    @Test("A file that cannot be read is the only error; no setting counts as missing", arguments: [0o644, 0])
    func unreadable(mode: Int) throws {
        let site = try Site()
        let path =
            mode == 0 ? site.directory.path("none") : try site.write("app.conf", "GATEHOUSE_APP_KEY=x", mode: mode)
        let error = try #require(throws: SettingsError.self) {
            try Settings.read(
                SettingsFile(path, outside: site.publicDirectory),
                environment: [(Array("GATEHOUSE_PROXY_FIELDS".utf8), Array("forwarded".utf8))],
                Setting.text("KEY"), Setting.path("DATABASE"))
        }
        #expect(error.problems.count == 1)
        #expect(error.problems[0].hasPrefix("settings file: "), "\(error)")
    }

    @Test("After an invalid line no setting counts as missing; all other lines are still checked")
    func unreadableLine() throws {
        let site = try Site()
        let text = "GATEHOUSE_APP_KEY = x\nGATEHOUSE_WORKERS=0\nGATEHOUSE_APP_DATABASE=x\n"
        let path = try site.write("app.conf", text)
        let error = try #require(throws: SettingsError.self) {
            try Settings.read(
                SettingsFile(path, outside: site.publicDirectory), environment: [], Setting.text("KEY"),
                Setting.path("DATABASE"))
        }
        #expect(error.problems.count == 3, "\(error)")
        #expect(error.problems.last?.contains("DATABASE") == true)
        #expect(error.problems[0].contains("line 1: ") && error.problems[1].hasPrefix("GATEHOUSE_WORKERS is \"0\""))
    }

    @Test("Files that are too large or not UTF-8 are refused")
    func largeAndNonUTF8FilesAreRefused() throws {
        let site = try Site()
        let full = String(repeating: "#", count: SettingsFile.largest)
        #expect(site.problems(try site.write("full.conf", full)).first?.hasPrefix("accepted") == true)
        #expect(site.problems(try site.write("large.conf", full + "#")).first?.contains("is larger than") == true)
        let path = try site.write("bytes.conf", "")
        try Data([0x47, 0xFF, 0x0A]).write(to: URL(fileURLWithPath: path))
        #expect(site.problems(path).first?.contains("line 1: not UTF-8") == true)
    }
}
