internal import GatewayInterface

/// What a web server says about a request's path: the client's own words, and its second views of them.
struct Gateway {
    private let parameters: Parameters
    /// The last part of the program's own path, as the web server would see it in a URL.
    private let programName: String

    init(_ parameters: Parameters, programName: String) {
        self.parameters = parameters
        self.programName = programName
    }

    /// The target of the request, below the mount.
    ///
    /// - Throws: ``RequestTargetError`` when it is malformed, lies outside the mount, or when the web server itself
    ///   understood another path than the client's bytes say.
    func target(below mount: Mount) throws(RequestTargetError) -> RequestTarget {
        guard let uri = parameters.bytes(of: "REQUEST_URI") else {
            throw RequestTargetError("the web server passed no REQUEST_URI")
        }
        if let status = parameters["REDIRECT_STATUS"], status != "200" {
            // An ErrorDocument that points here: the request that failed is not this one.
            throw RequestTargetError("it came by an internal redirect of status \(status.debugDescription)")
        }
        let whole = try RequestTarget(uri)
        guard agrees(whole) else {
            throw RequestTargetError("the web server understood another path than the client sent")
        }
        guard let target = whole.below(mount.segments ?? derivedMount()) else {
            throw RequestTargetError("it lies outside the mount")
        }
        return target
    }

    /// Whether a target below the mount goes through the program's own URL. That is how the rewriting works, and no
    /// second way to every route; it is told from no other path that does not exist, so that it stays unknown.
    func isOwnURL(_ target: RequestTarget) -> Bool {
        !programName.isEmpty && target.segments.first == programName
    }

    /// Whether `SCRIPT_NAME` and `SCRIPT_FILENAME` both end in the program's own name.
    private var scriptIsProgram: Bool {
        guard !programName.isEmpty, let name = parameters["SCRIPT_NAME"], let file = parameters["SCRIPT_FILENAME"]
        else {
            return false
        }
        return name.hasSuffix("/" + programName) && file.hasSuffix("/" + programName)
    }

    private func derivedMount() -> [String] {
        guard scriptIsProgram, let script = parameters["SCRIPT_NAME"] else { return [] }
        return script.split(separator: "/").dropLast().map(String.init)
    }

    /// Compares the client's path with the second view that the web server gives, where it gives one.
    private func agrees(_ target: RequestTarget) -> Bool {
        let path = target.merged
        if let redirected = parameters["REDIRECT_URL"] { return redirected == path }
        guard let script = parameters["SCRIPT_NAME"] else { return true }
        let info = parameters["PATH_INFO"] ?? ""
        let view = script + info
        if view.isEmpty || view == path { return true }
        if scriptIsProgram {
            // Rewritten: to the bare script, or with the path behind it, below the mount (rewrite) or whole (Action).
            let mount = script.dropLast(programName.utf8.count + 1)
            return info.isEmpty || info == "/" || info == path || mount + info == path
        }
        // mod_proxy_fcgi cuts off what ProxyPass names.
        return parameters["SCRIPT_FILENAME"]?.hasPrefix("proxy:") == true && path.hasSuffix(view)
    }
}
