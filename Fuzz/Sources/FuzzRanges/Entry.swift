import FuzzSupport

@testable import GatehouseCore

/// A slow, simple parser of a `Range` field: the bytes of each range; `nil` for an invalid field.
private func reference(_ field: String, length: Int) -> [Set<Int>]? {
    guard let equals = field.firstIndex(of: "="), field[..<equals].lowercased() == "bytes" else { return nil }
    var result: [Set<Int>] = []
    for spec in field[field.index(after: equals)...].split(separator: ",", omittingEmptySubsequences: false) {
        var text = spec[...]
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        if text.isEmpty { continue }
        let sides = text.split(separator: "-", omittingEmptySubsequences: false)
        guard sides.count == 2 else { return nil }
        func number(_ digits: Substring) -> Double? {
            // A number beyond the largest file has the same effect as Int.max.
            digits.utf8.allSatisfy { (48...57).contains($0) } ? Double(digits).map { min($0, Double(Int.max)) } : nil
        }
        let first = number(sides[0])
        let last = number(sides[1])
        if sides[0].isEmpty {
            guard let last else { return nil }
            result.append(Set((0..<length).filter { Double($0) >= Double(length) - last }))
        } else {
            guard let first, sides[1].isEmpty || (last ?? -1) >= first else { return nil }
            result.append(Set((0..<length).filter { Double($0) >= first && Double($0) <= last ?? .infinity }))
        }
    }
    return result.isEmpty ? nil : result
}

/// Parses any text as a `Range` field for small files. The result contains exactly the requested bytes of the file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRanges(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = input(data, size)
    guard let choice = bytes.first else { return 0 }
    let length = Int(choice % 40)
    let field = String(decoding: bytes.dropFirst(), as: UTF8.self)
    switch ByteRanges(field, length: length) {
    case .whole:
        break
    case .unsatisfiable:
        let expected = reference(field, length: length)
        require(expected?.allSatisfy(\.isEmpty) == true, "\(field) of \(length) is satisfiable")
    case .parts(let parts):
        require(!parts.isEmpty && parts.count <= ByteRanges.most, "\(parts.count) parts")
        require(
            parts.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= length }, "\(parts) of \(length)")
        guard let expected = reference(field, length: length) else {
            fatalError("\(field) is not a valid range, but gives \(parts)")
        }
        require(parts.map { Set($0) } == expected.filter { !$0.isEmpty }, "\(field) of \(length) gives \(parts)")
    }
    require(ByteRanges(nil, length: length) == .whole, "no range must give the whole file")
    return 0
}
