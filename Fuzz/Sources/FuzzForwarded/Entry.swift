import FuzzSupport

@testable import GatehouseCore

/// Writes elements as a field, every value between quotes.
private func written(_ elements: [Forwarded.Element]) -> String {
    func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    return elements.map { element in
        let client = element.client.map { $0.utf8.contains(0x3A) ? "[\($0)]" : $0 }
        let pairs = [("for", client), ("proto", element.scheme), ("host", element.host)].compactMap { name, value in
            value.map { "\(name)=\(quoted($0))" }
        }
        // An element that says nothing of these three has said something else.
        return pairs.isEmpty ? "x=y" : pairs.joined(separator: ";")
    }
    .joined(separator: ", ")
}

/// The number of elements: commas outside of quotes, and one more.
private func count(_ field: [UInt8]) -> Int {
    var count = 1
    var isQuoted = false
    var rest = field[...]
    while let byte = rest.popFirst() {
        if byte == 0x22 { isQuoted.toggle() }
        if isQuoted, byte == 0x5C { _ = rest.popFirst() }
        if !isQuoted, byte == 0x2C { count += 1 }
    }
    return count
}

/// Reads any text as a `Forwarded` field: as many elements as a second reader counts, and written again they read the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzForwarded(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = input(data, size)
    let field = String(decoding: bytes, as: UTF8.self)
    guard let forwarded = Forwarded(field) else { return 0 }
    require(forwarded.elements.count <= Forwarded.most, "\(forwarded.elements.count) elements")
    require(forwarded.elements.count == count(Array(field.utf8)), "\(field) has \(forwarded.elements.count) elements")
    for element in forwarded.elements {
        for text in [element.client, element.scheme, element.host].compactMap(\.self) {
            require(text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "\(text) holds what no field has")
        }
        require(element.client?.isEmpty != true, "a client without a name")
    }
    let again = Forwarded(written(forwarded.elements))
    require(again == forwarded, "\(field) reads \(forwarded), and written again \(String(describing: again))")
    return 0
}
