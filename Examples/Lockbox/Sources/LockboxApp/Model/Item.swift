import GRDB
import Gatehouse

/// A folder or a file. The owner of a folder owns everything in it.
struct Item: FetchableRecord, Sendable {
    let id, owner: String
    /// The folder that contains it; `nil` for the top folder of a person.
    let parent: String?
    let name: String
    let isFolder: Bool
    let size: Int
    /// The media type that the first bytes indicate; `nil` for a folder and for an unknown format.
    let type: String?
    /// The name of the content's file; `nil` for a folder.
    let content: String?
    /// Who sent it through a link, in their own words; `nil` if a person of the site did.
    let sender: String?
    let modified: Timestamp
    /// When it was moved into the bin; `nil` outside of the bin.
    let binned: Timestamp?

    init(row: Row) throws {
        (id, owner, parent, name) = (row["id"], row["owner"], row["parent"], row["name"])
        (isFolder, size, type, content) = (row["isFolder"], row["size"], row["type"], row["content"])
        sender = row["sender"]
        modified = Timestamp(secondsSince1970: row["modified"])
        binned = (row["binned"] as Int64?).map(Timestamp.init(secondsSince1970:))
    }

    var isTop: Bool { parent == nil }
}
