/// The input of libFuzzer as an array.
public func input(_ data: UnsafePointer<UInt8>?, _ size: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: data, count: size))
}

/// Ends the process with a message if a property does not hold.
public func require(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { fatalError(message()) }
}

/// Whether a text has at most 30 non-starters in a row (UAX #15, section 13), checked in a slow, simple way.
public func isStreamSafe(_ text: [UInt8]) -> Bool {
    let counts = String(decoding: text, as: UTF8.self).unicodeScalars.map { scalar in
        if "\u{344}\u{F73}\u{F75}\u{F81}".unicodeScalars.contains(scalar) { return 2 }
        if "\u{FF9E}\u{FF9F}".unicodeScalars.contains(scalar) { return 1 }
        return scalar.properties.canonicalCombiningClass == .notReordered ? 0 : 1
    }
    return counts.split(separator: 0).allSatisfy { $0.reduce(0, +) <= 30 }
}
