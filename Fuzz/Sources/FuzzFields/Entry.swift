import FuzzSupport

@testable import GatehouseCore

private typealias Field = (name: [UInt8], value: [UInt8])

/// A slow, simple parser of a form; `nil` if the form is refused.
private func reference(_ text: [UInt8], _ limits: FieldLimits) -> [Field]? {
    func decoded(_ text: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var place = 0
        while place < text.count {
            if text[place] == UInt8(ascii: "%") {
                let digits = Array(text[(place + 1)...].prefix(2))
                let isNumber = digits.allSatisfy { "0123456789abcdefABCDEF".utf8.contains($0) }
                guard digits.count == 2, isNumber, let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
                else { return nil }
                result.append(byte)
                place += 3
            } else {
                result.append(text[place] == UInt8(ascii: "+") ? 0x20 : text[place])
                place += 1
            }
        }
        let isText = Array(String(decoding: result, as: UTF8.self).utf8) == result
        return isText && isStreamSafe(result) ? result : nil
    }
    guard text.count <= limits.bytes else { return nil }
    var fields: [Field] = []
    for part in text.split(separator: UInt8(ascii: "&")) {
        let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
        guard let name = decoded(Array(part[..<equals])), let value = decoded(Array(part[equals...].dropFirst())) else {
            return nil
        }
        guard !name.isEmpty, name.count <= limits.nameBytes, !name.contains(where: { $0 < 0x20 || $0 == 0x7F }),
            !value.contains(0)
        else { return nil }
        fields.append((name, value))
    }
    return fields.count <= limits.count ? fields : nil
}

/// Parses any bytes as a form, with the same result as the reference. The fields are the same after they are written and
/// parsed again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFields(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = input(data, size)
    guard let choice = bytes.first else { return 0 }
    let text = bytes.dropFirst()
    let limits = choice & 1 == 0 ? FieldLimits() : FieldLimits(count: 3, bytes: Int(choice), nameBytes: 5)
    let expected = reference(Array(text), limits)
    guard let fields = try? Fields(text, limits: limits) else {
        require(expected == nil, "the parser refuses \(bytes), the reference does not")
        return 0
    }
    guard let expected else { fatalError("the reference refuses \(bytes), the parser does not") }
    require(fields.all.count == expected.count, "\(fields.all.count) fields, expected \(expected.count)")
    for (field, pair) in zip(fields.all, expected) {
        require(Array(field.name.utf8) == pair.name && Array(field.value.utf8) == pair.value, "wrong field \(field)")
    }
    let again = fields.all.map { "\(PathText.queryValue($0.name))=\(PathText.queryValue($0.value))" }
        .joined(separator: "&")
    let most = FieldLimits(count: .max, bytes: .max, nameBytes: .max)
    require((try? Fields(again.utf8, limits: most))?.all == fields.all, "\(again), parsed again, has other fields")
    return 0
}
