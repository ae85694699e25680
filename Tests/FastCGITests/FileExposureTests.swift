import Foundation
import TestSupport
import Testing

@testable import FastCGI

@Suite("FileExposure warns if other users can access a private file")
final class FileExposureTests {
    private let directory: TemporaryDirectory
    private let inner: String
    private let file: String

    init() throws {
        directory = try TemporaryDirectory()
        inner = directory.path("a")
        file = inner + "/app.db"
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
        _ = FileManager.default.createFile(atPath: file, contents: Data())
    }

    private func warning(outer: Int = 0o755, inner mode: Int = 0o755, file fileMode: Int) throws -> String? {
        for (path, mode) in [(directory.url.path, outer), (inner, mode), (file, fileMode)] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        return FileExposure.warning(about: file)
    }

    @Test(
        "A file that others can read or write causes a warning with the command that fixes it",
        arguments: [0o644, 0o640, 0o604, 0o620, 0o602, 0o666])
    func readableFileCausesWarning(mode: Int) throws {
        let warning = try #require(try warning(inner: 0o711, file: mode))
        #expect(warning.hasSuffix("(mode 0\(String(mode, radix: 8))); run chmod 600 \"\(file)\""), "\(warning)")
        #expect(try self.warning(inner: 0o701, file: mode) != nil)
        #expect(try self.warning(inner: 0o710, file: mode) != nil)
    }

    @Test(
        "A file that others cannot read, or in a closed directory, causes no warning",
        arguments: [0o600, 0o400, 0o700, 0o611])
    func privateFileCausesNoWarning(mode: Int) throws {
        #expect(try warning(file: mode) == nil)
        #expect(try warning(inner: 0o700, file: 0o666) == nil)
        #expect(try warning(outer: 0o700, inner: 0o777, file: 0o666) == nil)
    }

    @Test("A directory in which others can replace the file causes a warning, unless it is sticky like /tmp")
    func replaceableFileCausesWarning() throws {
        for mode in [0o777, 0o773, 0o775, 0o731] {
            let warning = try #require(try warning(inner: mode, file: 0o600))
            #expect(warning.hasSuffix("; run chmod go-w \"\(inner)\""), "\(warning)")
        }
        #expect(try warning(inner: 0o1777, file: 0o600) == nil)
        #expect(try warning(inner: 0o1777, file: 0o644)?.contains("chmod 600") == true)
    }

    @Test("A missing file causes no warning; a symbolic link does, because its target is not checked")
    func onlyMissingFilesAreIgnored() throws {
        #expect(FileExposure.warning(about: inner + "/none") == nil)
        #expect(FileExposure.warning(about: "/none/none") == nil)
        try FileManager.default.createSymbolicLink(atPath: inner + "/link", withDestinationPath: file)
        #expect(FileExposure.warning(about: inner + "/link")?.contains("is a symbolic link") == true)
        #expect(FileExposure.warning(about: file + "/x")?.contains("cannot check") == true)
    }
}
