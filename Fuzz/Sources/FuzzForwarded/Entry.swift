import FuzzSupport

@testable import GatehouseCore
@testable import GatewayInterface

/// Writes an element as a proxy does, every value between quotes.
private func written(_ element: Forwarded.Element) -> String {
    func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    let client = element.client.map { $0.isIPv4 ? "\($0)" : "[\($0)]" }
    let scheme = element.isSecure.map { $0 ? "https" : "http" }
    let pairs = [("for", client), ("proto", scheme), ("host", element.host)].compactMap { name, value in
        value.map { "\(name)=\(quoted($0))" }
    }
    // An element that says nothing of these three has said something else.
    return pairs.isEmpty ? "x=y" : pairs.joined(separator: ";")
}

/// Reads any bytes as a `Forwarded` field. Each element, written again and appended to the same bytes, reads the same: what
/// stands before an element does not change it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzForwarded(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = input(data, size)
    var forwarded = Forwarded(bytes[...])
    var count = 0
    while let element = forwarded.next() {
        count += 1
        let host = element.host ?? ""
        require(host.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "\(host) holds what no field has")
        var again = Forwarded((bytes + Array(", \(written(element))".utf8))[...])
        require(again.next() == element, "\(element), written again, does not read the same")
        if count == 64 { break }
    }
    require(count <= 1 + bytes.count { $0 == 0x2C }, "\(count) elements")
    return 0
}
