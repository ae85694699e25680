/// The literal segments that may follow at one place of a tree of patterns, and where each leads.
///
/// A few stand in a list. A dictionary comes with the ninth: for keys of a type of its own, the runtime looks at all
/// conformances of the program to make the first one, which costs the start of a process more than all its routes do.
struct Literals: Sendable {
    private static let mostListed = 8

    private var listed: [(text: ExactText, node: Int)] = []
    private var others: [ExactText: Int] = [:]

    /// Where a text leads.
    subscript(_ text: ExactText) -> Int? {
        for entry in listed where entry.text == text { return entry.node }
        return others.isEmpty ? nil : others[text]
    }

    /// Adds a text that is not there.
    mutating func insert(_ text: ExactText, _ node: Int) {
        if listed.count < Self.mostListed {
            listed.append((text, node))
        } else {
            others[text] = node
        }
    }

    /// All of them, in no order.
    var all: [(text: ExactText, node: Int)] {
        others.isEmpty ? listed : listed + others.map { (text: $0.key, node: $0.value) }
    }
}
