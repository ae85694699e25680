package import FastCGI
public import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

/// The files of one directory, for handlers to return.
///
/// ```swift
/// let assets = try Files(in: "/home/me/site/assets", extensions: ["css", "js", "png"])
/// gate.get("/assets/{path...}", allow: .everyone) { request in
///     try assets.file(request.path.rest("path"))
/// }
///
/// let reports = try Files(in: "/home/me/site/reports", extensions: ["pdf"])
/// gate.get("/reports/{name}", allow: member) { request, member in
///     try reports.file(request.path["name"]).download(as: "Report.pdf")
/// }
/// ```
///
/// Only regular files with a listed extension are served. Hidden files, files in hidden directories, backups and symbolic
/// links are refused, even if a link replaces a file during the request. The client gets the same 404 as for a path that
/// does not exist. The log has the reason.
///
/// The directory is opened once. To serve another directory of the same name, restart the program.
public struct Files: Sendable {
    private let directory: OpenDirectory
    private let rules: FileRules
    private let cacheControl: String
    private let settling: Int

    /// Opens a directory. Call this once, when the program starts.
    ///
    /// - Parameters:
    ///   - directory: an absolute path. The web server should not serve this directory itself.
    ///   - extensions: the extensions of the files to serve, without the dot. They are case-sensitive: "PNG" is not "png".
    ///   - types: values of `Content-Type` for further extensions, such as `["gpx": "application/gpx+xml"]`, or other values
    ///     for known ones.
    ///   - cacheControl: the value of `Cache-Control`. Defaults to `no-cache`: a browser revalidates each time, and gets a 304
    ///     if nothing has changed. For names that change with the content, use `"public, max-age=31536000, immutable"`.
    /// - Throws: ``FileError/Code/invalidConfiguration`` if the directory does not exist, or if an extension is invalid or has
    ///   no known type.
    public init(
        in directory: String,
        extensions: [String],
        types: [String: String] = [:],
        cacheControl: String = "no-cache"
    ) throws(FileError) {
        try self.init(
            in: directory,
            extensions: extensions,
            types: types,
            cacheControl: cacheControl,
            method: nil,
            settling: FileState.settling
        )
    }

    /// Opens a directory with test hooks: the method that opens files, and the time after which a file counts as settled.
    package init(
        in directory: String,
        extensions: [String],
        types: [String: String] = [:],
        cacheControl: String = "no-cache",
        method: OpenDirectory.Method?,
        settling: Int = FileState.settling
    ) throws(FileError) {
        let quoted = LogText.quoted(directory.utf8)
        guard directory.utf8.first == UInt8(ascii: "/"), !directory.utf8.contains(0) else {
            throw FileError(.invalidConfiguration, "invalid directory \(quoted); use an absolute path")
        }
        guard HTTPField.isValidValue(cacheControl), !cacheControl.isEmpty else {
            throw FileError(
                .invalidConfiguration,
                "invalid value of Cache-Control: \(LogText.quoted(cacheControl.utf8))"
            )
        }
        rules = try FileRules(allow: extensions, types: types)
        do throws(SystemError) {
            self.directory = try OpenDirectory(path: directory, method: method)
        } catch {
            throw FileError(.invalidConfiguration, "cannot serve files from \(quoted): \(error)")
        }
        self.cacheControl = cacheControl
        self.settling = settling
    }

    /// Opens a file in the directory, or in a directory below it.
    ///
    /// - Parameter path: the decoded names of the directories and of the file, as ``PathParameters/rest(_:)`` returns them.
    /// - Throws: ``FileError``. If the handler does not catch it, the client gets the 404 of a path that does not exist.
    public func file(_ path: [String]) throws(FileError) -> ServedFile {
        let type = try rules.type(of: path)
        let file: OpenFile
        do throws(SystemError) {
            file = try directory.open(path)
        } catch {
            throw FileError(Self.code(for: error), "\(error)")
        }
        return ServedFile(file, type: type, cacheControl: cacheControl, settling: settling)
    }

    /// Opens a file in the directory itself.
    ///
    /// - Parameter name: the decoded name, as ``PathParameters/subscript(_:)`` returns it. A name with a "/" is refused.
    /// - Throws: ``FileError``, as above.
    public func file(_ name: String) throws(FileError) -> ServedFile {
        try file([name])
    }

    /// The code for a failure to open a file.
    static func code(for error: SystemError) -> FileError.Code {
        if error.isMissing { return .missing }
        return error.isExhaustion ? .unreadable : .refused
    }
}
