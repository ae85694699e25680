/// Why a change of items was refused, in words for people.
enum ItemProblem: Error, Equatable, CustomStringConvertible {
    case invalidName, nameTaken, tooDeep, intoItself, otherOwner, gone, top, tooMany
    case quota(left: Int)

    var description: String {
        switch self {
        case .invalidName: ItemName.rule
        case .nameTaken: "There is already something with this name."
        case .tooDeep: "Folders can be nested \(Store.deepest) levels deep."
        case .intoItself: "A folder cannot be moved into itself."
        case .otherOwner: "Something can only be moved to a folder of the same owner."
        case .gone: "It does not exist any more."
        case .tooMany: "The folder has \(Store.mostReceived) files that were sent. Its owner must move some away."
        case .top: "The top folder cannot be changed."
        case .quota(let left): "There is not enough room: \(ByteCount(left)) are left."
        }
    }
}
