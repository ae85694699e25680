@testable import GatewayInterface

/// A name and a value, as bytes.
public struct Pair: Equatable, Sendable {
    /// The name.
    public let name: [UInt8]
    /// The value.
    public var value: [UInt8]
}

extension Pair {
    /// A slow, simple parser of name-value pairs (FastCGI specification, section 3.4).
    ///
    /// - Parameter limit: parsing stops after more pairs than this.
    /// - Returns: the pairs, and whether the last pair was complete.
    public static func read(_ bytes: [UInt8], limit: Int = .max) -> (pairs: [Pair], isWhole: Bool) {
        var rest = bytes
        var pairs: [Pair] = []
        func length() -> Int? {
            guard let first = rest.first else { return nil }
            if first < 128 {
                rest.removeFirst()
                return Int(first)
            }
            if rest.count < 4 { return nil }
            let result = (Int(first) - 128) * 16_777_216 + Int(rest[1]) * 65_536 + Int(rest[2]) * 256 + Int(rest[3])
            rest.removeFirst(4)
            return result
        }
        while !rest.isEmpty, pairs.count <= limit {
            guard let nameLength = length(), let valueLength = length(), rest.count >= nameLength + valueLength else {
                return (pairs, false)
            }
            let name = Array(rest.prefix(nameLength))
            let value = Array(rest.dropFirst(nameLength).prefix(valueLength))
            rest.removeFirst(nameLength + valueLength)
            pairs.append(Pair(name: name, value: value))
        }
        return (pairs, true)
    }

    /// The pairs of parameters.
    public static func all(_ parameters: Parameters) -> [Pair] {
        var pairs: [Pair] = []
        func append(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
            pairs.append(Pair(name: Array(name), value: Array(value)))
        }
        parameters.forEach(append)
        return pairs
    }
}
