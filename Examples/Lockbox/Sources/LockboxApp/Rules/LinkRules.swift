import Gatehouse
import GatehouseSecurity

/// Evidence that a client knows the key of a link that works: the link and its item, and nothing above the item.
struct LinkVisit: Sendable {
    let link: Link
    let root: Item
    /// Whether the link has no password, or the client has entered it.
    let isUnlocked: Bool
}

/// Evidence that an item lies within the item of a link.
struct LinkedItem: Sendable {
    let visit: LinkVisit
    let item: Item
    /// The items from the one of the link down to this one.
    let path: [Item]
}

extension Purpose {
    static let unlockedLink = Purpose("unlocked link")
    static let linkDownload = Purpose("download by link")
}

extension Lockbox {
    /// A link that works. It may still be locked by its password.
    var link: Access<LinkVisit> {
        Access<LinkVisit>("link that works") { request in
            guard let link = try store.link(key: try request.path["key"], at: request.time),
                let root = try store.path(from: link.item, to: link.item)?.last
            else { return nil }
            return LinkVisit(link: link, root: root, isUnlocked: isUnlocked(link, request))
        }.limited(by: throttle.limit(600, per: .seconds(60), by: .client, name: "links"))
    }

    /// A link with a password.
    var lockedLink: Access<LinkVisit> {
        link.requiring("link with a password", else: .hidden) { $0.link.password != nil }
    }

    /// A link for downloads whose password the client has entered.
    var downloadLink: Access<LinkVisit> {
        link.requiring("unlocked link for downloads", else: .hidden) { $0.isUnlocked && $0.link.kind == .download }
    }

    /// A link for uploads whose password the client has entered.
    var uploadLink: Access<LinkVisit> {
        link.requiring("unlocked link for uploads", else: .hidden) {
            $0.isUnlocked && $0.link.kind == .upload && $0.root.isFolder
        }
    }

    /// An item within the item of a link for downloads.
    func linkedItem(_ name: String, isFolder: Bool) -> Access<LinkedItem> {
        downloadLink.narrowed(name) { visit, request in
            guard let path = try store.path(from: visit.root.id, to: try request.path["item"]), let item = path.last,
                item.isFolder == isFolder
            else { return nil }
            return LinkedItem(visit: visit, item: item, path: path)
        }
    }

    var linkedFolder: Access<LinkedItem> { linkedItem("folder of the link", isFolder: true) }
    var linkedFile: Access<LinkedItem> { linkedItem("file of the link", isFolder: false) }

    /// A file whose download has been counted: `{ticket}` in the path says so.
    var countedDownload: Access<LinkedItem> {
        linkedFile.narrowed("counted download") { linked, request in
            let ticket = keys.verify(
                try request.path["ticket"], decoding: [String].self, for: .linkDownload, at: request.time)
            return ticket == [linked.visit.link.id, linked.item.id] ? linked : nil
        }
    }

    // MARK: Passwords of links

    private func cookieName(_ link: Link) -> String { "__Host-link-\(link.id.prefix(8))" }

    /// The password is part of the value, so a new password locks the link again.
    private func unlocking(_ link: Link) -> [String] { [link.id, link.password?.text ?? ""] }

    private func isUnlocked(_ link: Link, _ request: Request) -> Bool {
        guard link.password != nil else { return true }
        guard let cookie = request.cookie(cookieName(link)) else { return false }
        return keys.open(cookie, decoding: [String].self, for: .unlockedLink, at: request.time) == unlocking(link)
    }

    /// The cookie of a client that has entered the password.
    func unlockingCookie(_ link: Link, _ request: Request) throws -> Cookie {
        let lifetime = Duration.seconds(12 * 3600)
        let value = try keys.seal(
            encoding: unlocking(link), for: .unlockedLink, expires: request.time + lifetime)
        return Cookie(cookieName(link), value, lifetime: lifetime)
    }
}
