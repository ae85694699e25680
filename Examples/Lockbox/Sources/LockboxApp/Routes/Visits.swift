import Gatehouse
import GatehouseSecurity

/// What people without an account do with a link. Nothing that they look at with GET or HEAD is counted, so that scanners and
/// previews of messengers use up nothing.
extension Lockbox {
    func addVisits(to gate: inout Gate) {
        gate.get("/l/{key}", as: .visit, allow: link) { request, visit in try await show(visit, request) }
        gate.post("/l/{key}/password", as: .unlock, allow: lockedLink) { request, visit in
            try await unlock(visit, request)
        }
        gate.get("/l/{key}/folders/{item}", as: .visitFolder, allow: linkedFolder) { request, linked in
            try visited(linked, request)
        }
        // POST counts, and leads to a URL with a ticket. All requests for that URL are the same download.
        gate.post("/l/{key}/files/{item}", as: .visitDownload, allow: linkedFile) { request, linked in
            try accounts.tokens.check(try await request.form(), request)
            let link = linked.visit.link
            guard try count(linked, request) else { return try visited(linked, request, status: .gone) }
            let ticket = try keys.sign(
                encoding: [link.id, linked.item.id], for: .linkDownload, expires: request.time + .seconds(6 * 3600))
            return Redirect(to: .visitFile, ["key": link.key, "item": linked.item.id, "ticket": ticket])
        }
        gate.get("/l/{key}/files/{item}/{ticket}", as: .visitFile, allow: countedDownload) { _, linked in
            try contents.file(linked.item)?.download(as: linked.item.name)
        }
        gate.post("/l/{key}/folders/{item}/archive", as: .visitArchive, allow: linkedFolder) { request, linked in
            try accounts.tokens.check(try await request.form(), request)
            guard try count(linked, request) else { return try visited(linked, request, status: .gone) }
            return try archive(of: try store.children(of: linked.item), linked.item.name).response(to: request)
        }
        let previewable = linkedFile.requiring("link without a limit", else: .hidden) {
            $0.visit.link.downloadLimit == nil
        }
        gate.get("/l/{key}/previews/{item}", as: .visitPreview, allow: previewable) { _, linked in
            try contents.file(linked.item)?.preview(as: linked.item.name)
        }
    }

    /// Counts a download, and notes it for the owner.
    ///
    /// - Returns: `false` if the link is used up. Then nothing is counted.
    private func count(_ linked: LinkedItem, _ request: Request) throws -> Bool {
        let link = linked.visit.link
        return try store.together {
            guard try store.countDownload(by: link) else { return false }
            let client = request.clientAddress
            try store.note("downloaded \(linked.item.name)", of: link, client: client, at: request.time)
            try audit("downloaded by link", nil, "\(link.label): \(linked.item.name)", request)
            return true
        }
    }

    func show(_ visit: LinkVisit, _ request: Request, problem: String? = nil) async throws -> Response {
        guard visit.isUnlocked else { return try locked(visit, request, problem: nil) }
        if visit.link.kind == .upload {
            return try visitors(request, "Send files") { token, message in
                try VisitPage.sending(visit, message, token, request)
            }
        }
        return try visited(LinkedItem(visit: visit, item: visit.root, path: [visit.root]), request)
    }

    /// A file or a folder of a link.
    private func visited(_ linked: LinkedItem, _ request: Request, status: HTTPResponse.Status = .ok) throws -> Response
    {
        let link = linked.visit.link
        let items = linked.item.isFolder ? try store.children(of: linked.item, limit: 5000) : [linked.item]
        let kind =
            link.downloadLimit == nil && !linked.item.isFolder ? try contents.file(linked.item)?.previewKind : nil
        var response = try visitors(request, linked.item.name) { token, message in
            try VisitPage.items(linked, items, preview: kind, message, token, request)
        }
        response.status = status
        return response
    }

    // MARK: Passwords

    private func locked(_ visit: LinkVisit, _ request: Request, problem: String?) throws -> Response {
        try visitors(request, "Password") { token, _ in
            try VisitPage.locked(visit, problem: problem, token, request)
        }
    }

    private func unlock(_ visit: LinkVisit, _ request: Request) async throws -> Response {
        let form = try await request.form()
        try accounts.tokens.check(form, request)
        let (link, device) = (visit.link, request.cookie(Self.device))
        let attempt = try guesses.attempt(account: "link \(link.id)", device: device, request: request)
        if let seconds = attempt.retryAfter {
            try refused("too many passwords", link, request)
            throw Denial.tooManyRequests(retryAfter: seconds)
        }
        guard
            case .matches = try await accounts.hasher.verify(Password(try form["password"] ?? ""), link.password)
        else {
            try refused("wrong password", link, request)
            var response = try locked(visit, request, problem: "The password is wrong.")
            response.status = .unprocessableContent
            return response
        }
        let known = try guesses.succeeded(attempt, at: request.time)
        return try Redirect(to: .visit, ["key": link.key])
            .setting(try unlockingCookie(link, request))
            .setting(Cookie(Self.device, known, lifetime: .seconds(SignInThrottle.deviceLifetime)))
            .response(to: request)
    }

    private static var device: String { "__Host-link-device" }

    private func refused(_ reason: String, _ link: Link, _ request: Request) throws {
        try store.audit(
            "link refused", client: request.clientAddress, "\(link.label): \(reason)", once: true, at: request.time)
    }

    /// A page for people without an account. Its form token belongs to the browser alone.
    private func visitors(
        _ request: Request, _ title: String, _ body: (_ token: HTML, _ message: HTML) throws -> HTML
    ) throws -> Response {
        var response = try flash.page(request) { message in
            try accounts.tokens.page(request) { token in
                Layout(title: title, body: try body(token, message), viewer: .nobody)
            }
        }
        response.headers[.cacheControl] = "no-store"
        // No search engine lists the page, even if somebody publishes its address.
        response.headers[Self.robots] = "noindex"
        return response
    }

    // The literal is a valid name.
    private static let robots = HTTPField.Name("X-Robots-Tag") ?? .cacheControl
}
