import FuzzSupport

@testable import GatehouseCore

private let token = Set("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)

/// A slow, simple parser of a `Cookie` field: the values of each name; `nil` for an invalid value.
private func reference(_ field: [UInt8]) -> [(name: [UInt8], value: [UInt8]?)] {
    func trimmed(_ text: [UInt8]) -> [UInt8] {
        var text = text
        while text.first == 0x20 || text.first == 0x09 { text.removeFirst() }
        while text.last == 0x20 || text.last == 0x09 { text.removeLast() }
        return text
    }
    var parts: [[UInt8]] = [[]]
    for byte in field {
        if byte == UInt8(ascii: ";") { parts.append([]) } else { parts[parts.count - 1].append(byte) }
    }
    return parts.compactMap { part in
        guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        // A space before a name belongs to the separator. A space after a name makes the name invalid.
        let name = Array(part[..<equals].drop { $0 == 0x20 || $0 == 0x09 })
        var value = trimmed(Array(part[(equals + 1)...]))
        if value.count > 1, value.first == 0x22, value.last == 0x22 { value = Array(value.dropFirst().dropLast()) }
        guard (1...256).contains(name.count), name.allSatisfy(token.contains) else { return nil }
        let isValue = value.allSatisfy { $0 > 0x20 && $0 < 0x7F && ![0x22, 0x2C, 0x3B, 0x5C].contains($0) }
        return (name, isValue ? value : nil)
    }
}

/// Parses any text as cookies, with the same result as the reference. A cookie that was written is parsed as the same value.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCookies(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let text = String(decoding: input(data, size), as: UTF8.self)
    let cookies = Cookies(text)
    let expected = reference(Array(text.utf8))
    for (name, _) in expected {
        let values = expected.filter { $0.name == name }.map(\.value)
        let value = cookies[String(decoding: name, as: UTF8.self)]
        require(value.map { Array($0.utf8) } == (values.count == 1 ? values[0] : nil), "\(name) is \(value ?? "none")")
    }
    require(cookies["no such cookie"] == nil, "found a cookie with an invalid name")
    // The whole text as the value of a cookie.
    if let field = try? Cookie("a", text).field() {
        let pair = field.prefix { $0 != ";" }
        require(Cookies("b=1; \(pair)")["a"] == text, "\(field), parsed again, is another value")
        require(!field.utf8.contains { $0 < 0x20 || $0 > 0x7E }, "\(field) is not a valid field value")
    }
    return 0
}
