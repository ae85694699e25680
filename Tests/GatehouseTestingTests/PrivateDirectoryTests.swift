import Foundation
import Gatehouse
import TestSupport
import Testing

@testable import FastCGI

@Suite("The private directory of a program", .timeLimit(.minutes(5)))
struct PrivateDirectoryTests {
    /// A home directory with a public directory.
    private static func home() throws -> TemporaryDirectory {
        let home = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: home.path("public/sub"), withIntermediateDirectories: true)
        return home
    }

    /// The description of the error that opening a directory throws.
    private static func refusal(_ path: String, outside publicDirectory: String) -> String? {
        #expect(throws: PrivateDirectoryError.self, "\(path)") {
            try PrivateDirectory(path, outside: publicDirectory)
        }?.description
    }

    @Test("A missing directory is created with mode 0700, and an existing one is opened")
    func directoryIsCreated() throws {
        let home = try Self.home()
        let path = home.path("private")
        for _ in 1...2 {
            let directory = try PrivateDirectory(path, outside: home.path("public"))
            #expect(directory.path == path)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
            #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [])
        }
    }

    @Test("A directory that others can enter is refused", arguments: [0o701, 0o750, 0o755, 0o777])
    func accessibleDirectoryIsRefused(_ mode: Int) throws {
        let home = try Self.home()
        let path = home.path("private")
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: mode])
        #expect(Self.refusal(path, outside: home.path("public"))?.contains("must belong to the user") == true)
    }

    @Test("The directory of another user is refused", .enabled(if: geteuid() == 0))
    func directoryOfAnotherUserIsRefused() throws {
        let home = try Self.home()
        let path = home.path("private")
        _ = try PrivateDirectory(path, outside: home.path("public"))
        #expect(unsafe chown(path, 1, 0) == 0)
        #expect(Self.refusal(path, outside: home.path("public"))?.contains("must belong to the user") == true)
    }

    @Test("A directory inside a public one is refused, whatever path leads there")
    func publicDirectoryIsRefused() throws {
        let home = try Self.home()
        let created = home.path("public/sub/private")
        let files = FileManager.default
        try files.createSymbolicLink(atPath: home.path("www"), withDestinationPath: "public")
        try files.createSymbolicLink(atPath: home.path("elsewhere"), withDestinationPath: home.path("public/sub"))
        try files.createDirectory(
            atPath: home.path("other"), withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let places = ["public", "public/", "public/.", "www", "other/../public", "//public", "www/sub/.."]
        for place in places {
            for path in [
                created, home.path("www/sub/private"), home.path("elsewhere/private"),
                home.path("other/../public/sub/private"), home.path("public//sub/./private"),
            ] {
                let text = Self.refusal(path, outside: home.path("") + "/" + place)
                #expect(text?.contains("lies in a directory that the web server serves") == true, "\(path) \(place)")
            }
        }
        // The public directory itself.
        #expect(unsafe chmod(home.path("public"), 0o700) == 0)
        #expect(Self.refusal(home.path("public"), outside: home.path("www")) != nil)
        // Above and beside a public directory.
        #expect(throws: Never.self) { try PrivateDirectory(home.path("other"), outside: home.path("other/../public")) }
        #expect(unsafe chmod(home.path(""), 0o700) == 0)
        #expect(throws: Never.self) { try PrivateDirectory(home.url.path, outside: home.path("public")) }
    }

    @Test("A public directory that does not exist is an error: it cannot be compared")
    func missingPublicDirectoryIsAnError() throws {
        let home = try Self.home()
        #expect(Self.refusal(home.path("private"), outside: home.path("pubic"))?.contains("pubic") == true)
    }

    @Test("A missing parent directory is an error that says what to do")
    func missingParentIsAnError() throws {
        let home = try Self.home()
        let text = Self.refusal(home.path("missing/private"), outside: home.path("public"))
        #expect(text?.contains("create its parent directory first") == true)
    }

    @Test("A relative path, a NUL, a file and a symbolic link are refused")
    func unsuitablePathsAreRefused() throws {
        let home = try Self.home()
        let files = FileManager.default
        try files.createSymbolicLink(atPath: home.path("link"), withDestinationPath: "public")
        try Data().write(to: home.url.appendingPathComponent("file"))
        for path in ["private", "", "./x", home.path("") + "/a\0b", home.path("file"), home.path("link")] {
            #expect(Self.refusal(path, outside: home.path("public")) != nil)
        }
    }

    @Test("An inner directory is created with mode 0700")
    func innerDirectoryIsCreated() throws {
        let home = try Self.home()
        let directory = try PrivateDirectory(home.path("private"), outside: home.path("public"))
        let inner = try directory.directory("inner")
        try inner.create("f", [1], isDurable: false)
        let attributes = try FileManager.default.attributesOfItem(atPath: home.path("private/inner"))
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        #expect(throws: PrivateDirectoryError.self) { _ = try directory.directory("a/b/c") }
    }

    #if DEBUG
        @Test(
            "A network file system is refused by name",
            arguments: [(0x6969, "NFS"), (Int64(Int32(bitPattern: 0xFF53_4D42)), "CIFS"), (0x00C3_6400, "Ceph")]
                as [(Int64, String)])
        func networkFileSystemIsRefused(_ type: Int64, _ name: String) async throws {
            try await onDrivenThread { driver in
                let home = try Self.home()
                driver.arm(.init(call: 1, number: 0, result: type) { operation, _ in operation == "fstatfs" })
                let text = Self.refusal(home.path("private"), outside: home.path("public"))
                driver.arm(nil)
                #expect(text?.contains("is on \(name), where locks") == true)
            }
        }

        @Test("A failed system call is an error", arguments: [EIO, EACCES, EMFILE, EINVAL] as [CInt])
        func failedCallIsAnError(_ number: CInt) async throws {
            try await onDrivenThread { driver in
                let home = try Self.home()
                var call = 1
                while true {
                    driver.arm(.init(call: call, number: number))
                    let directory = try? PrivateDirectory(home.path("private"), outside: home.path("public"))
                    let hasHappened = !driver.isArmed
                    driver.arm(nil)
                    #expect((directory == nil) == hasHappened, "call \(call)")
                    guard hasHappened else { break }
                    call += 1
                }
                #expect(call > 10)
            }
        }
    #endif
}
