internal import GatewayInterface

/// Named values in a file of the program: a line with the name and the length of each value, and the value.
struct UploadRecord {
    private var values: [(name: String, value: [UInt8])] = []

    init() {}

    /// The first line of a file.
    private static let mark = Array("upload 1\n".utf8)

    /// Reads a file; `nil` if it is damaged.
    init?(_ bytes: [UInt8]) {
        guard bytes.starts(with: Self.mark) else { return nil }
        var rest = bytes.dropFirst(Self.mark.count)
        while !rest.isEmpty {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            let line = rest[..<end].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            rest = rest[(end + 1)...]
            guard line.count == 2, let name = String(validating: line[0], as: UTF8.self),
                let length = Int(String(decoding: line[1], as: UTF8.self)), length >= 0, length < rest.count,
                rest[rest.startIndex + length] == UInt8(ascii: "\n")
            else { return nil }
            values.append((name, Array(rest.prefix(length))))
            rest = rest.dropFirst(length + 1)
        }
    }

    /// The file.
    var bytes: [UInt8] {
        values.reduce(into: Self.mark) { bytes, value in
            bytes += "\(value.name) \(value.value.count)\n".utf8
            bytes += value.value
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// All values of a name.
    func all(_ name: String) -> [[UInt8]] { values.filter { $0.name == name }.map(\.value) }

    mutating func append(_ name: String, _ value: [UInt8]) { values.append((name, value)) }

    /// The first value of a name as a text.
    subscript(name: String) -> String? {
        get { all(name).first.flatMap { String(validating: $0, as: UTF8.self) } }
        set { if let newValue { append(name, Array(newValue.utf8)) } }
    }

    /// The first value of a name as a number.
    subscript(number name: String) -> Int? {
        get { self[name].flatMap { Int($0) } }
        set { self[name] = newValue.map(String.init) }
    }
}
