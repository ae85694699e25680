import FuzzSupport

@testable import GatehouseCore
@testable import GatewayInterface

/// Writes an element like a proxy, with all values in quotes.
private func written(_ element: Forwarded.Element) -> String {
    func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    let client = element.client.map { $0.isIPv4 ? "\($0)" : "[\($0)]" }
    let scheme = element.isSecure.map { $0 ? "https" : "http" }
    let pairs = [("for", client), ("proto", scheme), ("host", element.host)].compactMap { name, value in
        value.map { "\(name)=\(quoted($0))" }
    }
    // An element without any of the three pairs had another pair.
    return pairs.isEmpty ? "x=y" : pairs.joined(separator: ";")
}

/// Parses any bytes as a `Forwarded` field. Each element is written again and appended to the same bytes. The parser must
/// read the same element, whatever comes before it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzForwarded(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = input(data, size)
    var forwarded = Forwarded(bytes[...])
    var count = 0
    while let element = forwarded.next() {
        count += 1
        let host = element.host ?? ""
        require(host.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "invalid character in \(host)")
        var again = Forwarded((bytes + Array(", \(written(element))".utf8))[...])
        require(again.next() == element, "\(element), written and parsed again, is another element")
        if count == 64 { break }
    }
    require(count <= 1 + bytes.count { $0 == 0x2C }, "\(count) elements, more than the commas allow")
    return 0
}
