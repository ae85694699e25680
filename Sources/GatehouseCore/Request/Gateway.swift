internal import GatewayInterface

/// The path of a request as the web server passes it: the client's bytes, and the web server's decoded views of them.
struct Gateway {
    private let parameters: Parameters
    /// The file name of the program, as the web server would show it in a URL.
    private let programName: String

    /// The result of ``target(below:)``.
    typealias Understood = (target: RequestTarget, mount: [String], authority: TargetAuthority?)

    init(_ parameters: Parameters, programName: String) {
        self.parameters = parameters
        self.programName = programName
    }

    /// Reads the target below the mount, the mount's segments, and the authority of a target in absolute form.
    ///
    /// - Throws: ``RequestTargetError`` if the target is malformed or outside the mount, or if the web server
    ///   understood a different path than the client sent.
    func target(below mount: Mount) throws(RequestTargetError) -> Understood {
        guard let uri = parameters.bytes(of: .requestURI) else {
            throw RequestTargetError("the web server passed no REQUEST_URI")
        }
        if let status = bytes(.redirectStatus), !status.elementsEqual("200".utf8) {
            // An ErrorDocument points to the program: this request is not the one that failed.
            throw RequestTargetError("it came through an internal redirect with status \(LogText.quoted(status))")
        }
        let whole = try RequestTarget(uri)
        guard agrees(whole, uri) else {
            throw RequestTargetError("the web server understood a different path than the client sent")
        }
        let mount = mount.segments ?? derivedMount()
        guard let target = whole.below(mount) else {
            throw RequestTargetError("it is outside the mount")
        }
        return (target, mount, TargetAuthority(uri))
    }

    /// Whether a target below the mount goes through the program's own URL.
    ///
    /// Rewriting uses that URL. It must not be a second way to every route, so the gate treats it like any path that
    /// does not exist.
    func isOwnURL(_ target: RequestTarget) -> Bool {
        guard !programName.isEmpty, let first = target.segments.first else { return false }
        return ExactText(first) == ExactText(programName)
    }

    /// The mount of the files for which the web server requests authorization. The web server then passes no
    /// `SCRIPT_NAME`, but its configuration can pass the mount in `GATEHOUSE_MOUNT`.
    ///
    /// - Throws: ``RequestTargetError`` if the value cannot be a mount.
    func mountOfFiles(_ mount: Mount) throws(RequestTargetError) -> Mount {
        guard mount.segments == nil, let path = parameters["GATEHOUSE_MOUNT"] else { return mount }
        return try Mount(path)
    }

    /// Whether the web server would send exactly the file that the target names.
    ///
    /// This excludes an index file in place of a directory, another language or spelling, a path after the file, and
    /// names that begin with ".".
    func isFile(of target: RequestTarget) -> Bool {
        guard !target.segments.isEmpty, !target.hasEncodedSlash,
            target.segments.allSatisfy({ !$0.isEmpty && $0.utf8.first != UInt8(ascii: ".") }),
            bytes(.pathInfo)?.isEmpty ?? true, let file = bytes(.scriptFilename)
        else { return false }
        let end = Array(target.segments.map { "/" + $0 }.joined().utf8)
        return file.suffix(end.count).elementsEqual(end)
    }

    /// Whether `SCRIPT_NAME` and `SCRIPT_FILENAME` both end in the program's own name.
    private var scriptIsProgram: Bool {
        guard !programName.isEmpty, let name = bytes(.scriptName), let file = bytes(.scriptFilename) else {
            return false
        }
        return endsInProgram(name) && endsInProgram(file)
    }

    private func endsInProgram(_ path: ArraySlice<UInt8>) -> Bool {
        let length = programName.utf8.count
        return path.count > length && path[path.endIndex - length - 1] == UInt8(ascii: "/")
            && path.suffix(length).elementsEqual(programName.utf8)
    }

    private func derivedMount() -> [String] {
        guard scriptIsProgram, let script = bytes(.scriptName) else { return [] }
        return script.split(separator: UInt8(ascii: "/")).dropLast().map { String(decoding: $0, as: UTF8.self) }
    }

    /// Compares the client's path with the web server's decoded path, if it passes one. It compares bytes, as the web
    /// server does.
    ///
    /// - Parameter uri: the target as the client sent it. If nothing in it is encoded or doubled, the web server's path
    ///   must equal it.
    private func agrees(_ target: RequestTarget, _ uri: ArraySlice<UInt8>) -> Bool {
        if let path = Self.plainPath(uri) { return agrees(path) }
        guard target.hasEncodedSlash else { return agrees(Array(target.merged(encodedSlash: "/").utf8)[...]) }
        // AllowEncodedSlashes: NoDecode leaves encoded slashes unchanged, On turns them into slashes.
        return ["%2F", "%2f", "/"].contains { agrees(Array(target.merged(encodedSlash: $0).utf8)[...]) }
    }

    /// The path of a target, if nothing in it is encoded or doubled.
    private static func plainPath(_ uri: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard uri.first == UInt8(ascii: "/") else { return nil }
        var end = uri.startIndex
        var last: UInt8 = 0
        while end < uri.endIndex {
            let byte = uri[end]
            if byte == UInt8(ascii: "?") { break }
            if byte == UInt8(ascii: "%") || (byte == UInt8(ascii: "/") && last == byte) { return nil }
            last = byte
            end += 1
        }
        return uri[..<end]
    }

    private func agrees(_ path: ArraySlice<UInt8>) -> Bool {
        if let redirected = bytes(.redirectURL) { return redirected == path }
        guard let script = bytes(.scriptName) else { return true }
        let info = bytes(.pathInfo) ?? []
        if info.isEmpty, script.isEmpty || script == path { return true }
        let view = script + info
        if view == path { return true }
        if scriptIsProgram {
            // A rewrite goes to the script alone or with the path after it: below the mount (rewrite) or whole
            // (Action).
            let mount = script.dropLast(programName.utf8.count + 1)
            return info.isEmpty || info.elementsEqual("/".utf8) || info.elementsEqual(path)
                || (mount + info).elementsEqual(path)
        }
        // mod_proxy_fcgi removes the prefix that ProxyPass names.
        return bytes(.scriptFilename)?.starts(with: "proxy:".utf8) == true
            && path.suffix(view.count).elementsEqual(view)
    }

    private func bytes(_ name: ParameterName) -> ArraySlice<UInt8>? {
        parameters.bytes(of: name)
    }
}
