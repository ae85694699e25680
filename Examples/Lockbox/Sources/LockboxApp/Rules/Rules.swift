import Gatehouse
import GatehouseSecurity

/// The access rules. Each yields the object that its handlers work with, and the right to it. A client without the right gets
/// the response for a path that does not exist. Each denial of a signed-in person gets into the audit trail.
extension Lockbox {
    /// People who are signed in.
    var member: Access<Person> { accounts.reporting(accounts.member) }

    /// An item that the person owns, or that is shared with the person: `{item}` in the path.
    func item(atLeast right: Right, _ name: String, isFolder: Bool? = nil) -> Access<ItemAccess> {
        accounts.reporting(
            accounts.member.narrowed(name) { person, request in
                guard let access = try store.access(to: try request.path["item"], for: person),
                    access.right >= right, isFolder == nil || access.item.isFolder == isFolder
                else { return nil }
                return access
            })
    }

    var readableItem: Access<ItemAccess> { item(atLeast: .read, "readable item") }
    var readableFile: Access<ItemAccess> { item(atLeast: .read, "readable file", isFolder: false) }
    var readableFolder: Access<ItemAccess> { item(atLeast: .read, "readable folder", isFolder: true) }
    var writableItem: Access<ItemAccess> { item(atLeast: .write, "writable item") }
    var writableFolder: Access<ItemAccess> { item(atLeast: .write, "writable folder", isFolder: true) }
    var ownItem: Access<ItemAccess> { item(atLeast: .own, "own item") }

    /// Something in the person's own bin.
    var ownBinnedItem: Access<BinnedItem> {
        accounts.reporting(
            accounts.member.narrowed("own item in the bin") { person, request in
                try store.binned(try request.path["item"], of: person).map { BinnedItem(person: person, item: $0) }
            })
    }

    /// Something that was moved from a folder into the bin, for a person who may change the folder and knows which change it was:
    /// `{binning}` in the path. Only the page after the change has it.
    var undoableBinning: Access<Binning> {
        accounts.reporting(
            accounts.member.narrowed("move to the bin") { person, request in
                guard let access = try store.access(to: try request.path["item"], for: person), access.right >= .write
                else { return nil }
                let items = try store.items(movedToBinBy: try request.path["binning"], from: access.item)
                return items.isEmpty ? nil : Binning(person: person, folder: access.item, items: items)
            })
    }

    /// A link to an item of the person.
    var ownLink: Access<OwnLink> {
        accounts.reporting(
            accounts.member.narrowed("own link") { person, request in
                guard let link = try store.link(id: try request.path["link"]),
                    let access = try store.access(to: link.item, for: person), access.right == .own
                else { return nil }
                return OwnLink(person: person, link: link, item: access.item)
            })
    }

    /// Administrators.
    var admin: Access<Person> {
        accounts.reporting(accounts.member.requiring("administrator", else: .hidden) { $0.isAdmin })
    }

    /// Administrators who have proved their identity in the last minutes.
    var recentAdmin: Access<Person> {
        accounts.reporting(
            accounts.recently.requiring("administrator", else: .hidden) { $0.user.isAdmin }
                .narrowed("person") { recently, _ in recently.user })
    }

    /// A person, for an administrator: `{person}` in the path.
    var administered: Access<Administered> {
        accounts.reporting(
            recentAdmin.narrowed("existing person") { admin, request in
                try store.person(try request.path["person"]).map { Administered(admin: admin, person: $0) }
            })
    }

    /// The client that knows the key of the first run, while nobody has an account.
    var firstRun: Access<FirstRun> {
        Access<FirstRun>("first run") { request in
            guard try store.isEmpty() else { return nil }
            return try FirstRun(in: settings.data).flatMap { $0.matches(try request.path["key"]) ? $0 : nil }
        }.limited(by: throttle.limit(60, per: .seconds(60), by: .client, name: "first run"))
    }
}

/// Evidence that something is in the person's own bin.
struct BinnedItem: Sendable {
    let person: Person
    let item: Item
}

/// Evidence that a person may take back a move to the bin.
struct Binning: Sendable {
    let person: Person
    let folder: Item
    let items: [Item]
}

/// Evidence that a link leads to an item of the person.
struct OwnLink: Sendable {
    let person: Person
    let link: Link
    let item: Item
}

/// Evidence that an administrator may change a person.
struct Administered: Sendable {
    let admin, person: Person
}
