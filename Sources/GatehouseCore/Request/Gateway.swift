internal import GatewayInterface

/// What a web server says about a request's path: the client's own words, and its second views of them.
struct Gateway {
    private let parameters: Parameters
    /// The last part of the program's own path, as the web server would see it in a URL.
    private let programName: String

    /// What the client asked for.
    typealias Understood = (target: RequestTarget, mount: [String], authority: TargetAuthority?)

    init(_ parameters: Parameters, programName: String) {
        self.parameters = parameters
        self.programName = programName
    }

    /// The target of the request, below the mount; the mount's segments; and the authority of a target that has one.
    ///
    /// - Throws: ``RequestTargetError`` when it is malformed, lies outside the mount, or when the web server itself
    ///   understood another path than the client's bytes say.
    func target(below mount: Mount) throws(RequestTargetError) -> Understood {
        guard let uri = parameters.bytes(of: .requestURI) else {
            throw RequestTargetError("the web server passed no REQUEST_URI")
        }
        if let status = bytes(.redirectStatus), !status.elementsEqual("200".utf8) {
            // An ErrorDocument that points here: the request that failed is not this one.
            throw RequestTargetError("it came by an internal redirect of status \(LogText.quoted(status))")
        }
        let whole = try RequestTarget(uri)
        guard agrees(whole, uri) else {
            throw RequestTargetError("the web server understood another path than the client sent")
        }
        let mount = mount.segments ?? derivedMount()
        guard let target = whole.below(mount) else {
            throw RequestTargetError("it lies outside the mount")
        }
        return (target, mount, TargetAuthority(uri))
    }

    /// Whether a target below the mount goes through the program's own URL. That is how the rewriting works, and no
    /// second way to every route; it is told from no other path that does not exist, so that it stays unknown.
    func isOwnURL(_ target: RequestTarget) -> Bool {
        guard !programName.isEmpty, let first = target.segments.first else { return false }
        return ExactText(first) == ExactText(programName)
    }

    /// Where the files lie that the web server asks about: it passes no `SCRIPT_NAME` then, and can be told by its
    /// configuration to pass the mount.
    ///
    /// - Throws: ``RequestTargetError`` for what could be no mount.
    func mountOfFiles(_ mount: Mount) throws(RequestTargetError) -> Mount {
        guard mount.segments == nil, let path = parameters["GATEHOUSE_MOUNT"] else { return mount }
        return try Mount(path)
    }

    /// Whether the file that the web server would send is the one that the target names: no index file in the place of a
    /// directory, no other language or spelling, no path behind it, and none of which a part begins with ".".
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

    /// Compares the client's path with the second view that the web server gives, where it gives one. All of it by
    /// bytes, as the web server does.
    ///
    /// - Parameter uri: as the client sent it. Where nothing in it is encoded or doubled, it is the view that is expected.
    private func agrees(_ target: RequestTarget, _ uri: ArraySlice<UInt8>) -> Bool {
        if let path = Self.plainPath(uri) { return agrees(path) }
        guard target.hasEncodedSlash else { return agrees(Array(target.merged(encodedSlash: "/").utf8)[...]) }
        // AllowEncodedSlashes: NoDecode leaves them as they came, On makes slashes of them.
        return ["%2F", "%2f", "/"].contains { agrees(Array(target.merged(encodedSlash: $0).utf8)[...]) }
    }

    /// The path of a target in which nothing is encoded or doubled.
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
            // Rewritten: to the bare script, or with the path behind it, below the mount (rewrite) or whole (Action).
            let mount = script.dropLast(programName.utf8.count + 1)
            return info.isEmpty || info.elementsEqual("/".utf8) || info.elementsEqual(path)
                || (mount + info).elementsEqual(path)
        }
        // mod_proxy_fcgi cuts off what ProxyPass names.
        return bytes(.scriptFilename)?.starts(with: "proxy:".utf8) == true
            && path.suffix(view.count).elementsEqual(view)
    }

    private func bytes(_ name: ParameterName) -> ArraySlice<UInt8>? {
        parameters.bytes(of: name)
    }
}
