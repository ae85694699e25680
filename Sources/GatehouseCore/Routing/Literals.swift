/// The literal segments that can follow a node of a ``PatternTree``, each with the index of the next node.
///
/// The first eight are in an array, the others in a dictionary. To make its first dictionary with keys of a custom
/// type, the runtime scans all protocol conformances of the program. At the start of a process, that costs more than
/// all routes together.
struct Literals: Sendable {
    private static let mostListed = 8

    private var listed: [(text: ExactText, node: Int)] = []
    private var others: [ExactText: Int] = [:]

    /// The node after a text.
    subscript(_ text: ExactText) -> Int? {
        for entry in listed where entry.text == text { return entry.node }
        return others.isEmpty ? nil : others[text]
    }

    /// Adds a text that is not yet there.
    mutating func insert(_ text: ExactText, _ node: Int) {
        if listed.count < Self.mostListed {
            listed.append((text, node))
        } else {
            others[text] = node
        }
    }

    /// All entries, in no particular order.
    var all: [(text: ExactText, node: Int)] {
        others.isEmpty ? listed : listed + others.map { (text: $0.key, node: $0.value) }
    }
}
