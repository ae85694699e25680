package import FastCGI
public import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

/// The files of one directory, for handlers to answer with.
///
/// ```swift
/// let assets = try Files(in: "/home/me/site/assets", allow: ["css", "js", "png"])
/// gate.get("/assets/{path...}", allow: .everyone) { request in
///     try assets.file(request.path.rest("path"))
/// }
///
/// let reports = try Files(in: "/home/me/site/reports", allow: ["pdf"])
/// gate.get("/reports/{name}", allow: member) { request, member in
///     try reports.file(request.path["name"]).download(as: "Report.pdf")
/// }
/// ```
///
/// Only a regular file below the directory is served whose name ends in an extension that is listed, and has nothing else
/// against it: no dot in front, no mark of a backup, none of that in the directories on the way either. No symbolic link is
/// followed, inside or out, not even one that takes a file's place in this very moment. Whatever is not served looks like a
/// path that does not exist, and the log says why.
///
/// The directory is opened once. A program that is to serve another one of the same name must be started anew.
public struct Files: Sendable {
    private let directory: OpenDirectory
    private let rules: FileRules
    private let cacheControl: String
    private let settling: Int

    /// Opens a directory: once, when the program starts.
    ///
    /// - Parameters:
    ///   - directory: its path, from "/" on: what lies in the working directory depends on who started the program. It should
    ///     not be one that the web server serves by itself.
    ///   - extensions: of the files that are served, without the dot. They are compared as they stand there; "PNG" is
    ///     another one than "png".
    ///   - types: the values of `Content-Type` for extensions that are not known, such as
    ///     `["gpx": "application/gpx+xml"]`, or are to have another one.
    ///   - cacheControl: the value of `Cache-Control`. Unless told, a browser asks each time, and gets a 304 if nothing has
    ///     changed. For names that change with the content: `"public, max-age=31536000, immutable"`.
    /// - Throws: ``FileError/Code/invalidConfiguration`` for a directory that is not there, an extension that is none or has
    ///   no type.
    public init(
        in directory: String,
        allow extensions: [String],
        types: [String: String] = [:],
        cacheControl: String = "no-cache"
    ) throws(FileError) {
        try self.init(
            in: directory,
            allow: extensions,
            types: types,
            cacheControl: cacheControl,
            method: nil,
            settling: FileState.settling
        )
    }

    /// The same, for tests: with a way to find files, and a time after which they count as settled.
    package init(
        in directory: String,
        allow extensions: [String],
        types: [String: String] = [:],
        cacheControl: String = "no-cache",
        method: OpenDirectory.Method?,
        settling: Int = FileState.settling
    ) throws(FileError) {
        let quoted = LogText.quoted(directory.utf8)
        guard directory.utf8.first == UInt8(ascii: "/"), !directory.utf8.contains(0) else {
            throw FileError(.invalidConfiguration, "\(quoted) is no path of a directory from \"/\" on")
        }
        guard HTTPField.isValidValue(cacheControl), !cacheControl.isEmpty else {
            throw FileError(
                .invalidConfiguration,
                "\(LogText.quoted(cacheControl.utf8)) is no value for Cache-Control"
            )
        }
        rules = try FileRules(allow: extensions, types: types)
        do throws(SystemError) {
            self.directory = try OpenDirectory(path: directory, method: method)
        } catch {
            throw FileError(.invalidConfiguration, "files cannot be served from \(quoted): \(error)")
        }
        self.cacheControl = cacheControl
        self.settling = settling
    }

    /// Opens a file that lies in the directory, or further below.
    ///
    /// - Parameter path: the decoded names of the directories on the way, and of the file, as
    ///   ``PathParameters/rest(_:)`` has them.
    /// - Throws: ``FileError``: thrown on by a handler, it is answered with 404, like a path that does not
    ///   exist.
    public func file(_ path: [String]) throws(FileError) -> ServedFile {
        let type = try rules.type(of: path)
        let file: OpenFile
        do throws(SystemError) {
            file = try directory.open(path)
        } catch {
            throw FileError(Self.code(for: error), "\(error)")
        }
        let state = FileState(
            size: file.size,
            modified: FileState.Moment(file.modified),
            changed: FileState.Moment(file.changed)
        )
        return ServedFile(file, state: state, type: type, cacheControl: cacheControl, settling: settling)
    }

    /// Opens a file that lies in the directory itself.
    ///
    /// - Parameter name: decoded, as ``PathParameters/subscript(_:)`` has it. One with a "/" is refused.
    /// - Throws: as above.
    public func file(_ name: String) throws(FileError) -> ServedFile {
        try file([name])
    }

    /// What a failure to open means to the client.
    private static func code(for error: SystemError) -> FileError.Code {
        if error.isMissing { return .missing }
        return error.isExhaustion ? .unreadable : .refused
    }
}

extension FileState.Moment {
    fileprivate init(_ moment: OpenFile.Moment) {
        self.init(seconds: moment.seconds, nanoseconds: moment.nanoseconds)
    }
}

extension OpenFile: FileSource {
    /// `pread(2)`; see `OpenFile.read`.
    package func read(from offset: Int, upTo limit: Int) throws -> [UInt8] {
        try bytes(from: offset, upTo: limit)
    }
}
