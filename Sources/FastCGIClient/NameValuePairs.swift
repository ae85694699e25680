internal import FastCGI

/// The format of FCGI_PARAMS and FCGI_GET_VALUES (FastCGI specification, section 3.4).
public enum NameValuePairs {
    /// Encodes pairs. Lengths up to 127 take one byte, longer ones four.
    public static func encode(_ pairs: some Sequence<(name: String, value: String)>) -> [UInt8] {
        RecordBytes.pairs(pairs)
    }

    /// Decodes pairs. Returns `nil` if the bytes end inside a pair.
    public static func decode(_ bytes: [UInt8]) -> [(name: String, value: String)]? {
        var pairs: [(name: String, value: String)] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let nameLength = takeLength(&rest), let valueLength = takeLength(&rest),
                rest.count >= nameLength + valueLength
            else { return nil }
            let name = String(decoding: rest.prefix(nameLength), as: UTF8.self)
            rest = rest.dropFirst(nameLength)
            let value = String(decoding: rest.prefix(valueLength), as: UTF8.self)
            rest = rest.dropFirst(valueLength)
            pairs.append((name, value))
        }
        return pairs
    }

    private static func takeLength(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard let first = rest.popFirst() else { return nil }
        if first & 0x80 == 0 { return Int(first) }
        guard rest.count >= 3 else { return nil }
        var length = Int(first & 0x7F)
        for byte in rest.prefix(3) { length = length << 8 | Int(byte) }
        rest = rest.dropFirst(3)
        return length
    }
}
