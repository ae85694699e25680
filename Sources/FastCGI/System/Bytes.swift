extension [UInt8] {
    /// Appends the bytes of a span.
    package mutating func append(_ bytes: RawSpan) {
        // The pointer is used inside the closure only.
        unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}
