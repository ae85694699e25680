internal import GatewayInterface
internal import Glibc

extension Parameters {
    /// Copies a NULL-terminated array of `NAME=value` strings, as environ(7) has it.
    ///
    /// The copy is what makes a request free of C pointers.
    ///
    /// - Parameter environment: valid, and left alone by others, for the length of the call; `nil` counts as empty.
    init(
        environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
        limits: ParameterLimits
    ) throws(ParametersError) {
        guard let environment = unsafe environment else {
            self.init()
            return
        }
        var entries: [Entry] = []
        var total = 0
        while let string = unsafe environment[entries.count] {
            let length = unsafe strlen(string)
            // A string without "=" is no variable; its name comes out empty, and is refused for that.
            let nameLength = unsafe strchr(string, CInt(UInt8(ascii: "="))).map { unsafe $0 - string } ?? 0
            let middle = total + nameLength
            total += length
            entries.append(Entry(name: total - length..<middle, value: Swift.min(middle + 1, total)..<total))
            guard entries.count <= limits.count else { throw ParametersError(.tooMany) }
            guard total <= limits.bytes else { throw ParametersError(.tooLarge) }
        }
        // Each string was measured above and is copied to where its entry says.
        let block = unsafe [UInt8](unsafeUninitializedCapacity: total) { buffer, count in
            for (index, entry) in entries.enumerated() {
                if let string = unsafe environment[index], let base = buffer.baseAddress {
                    let start = entry.name.lowerBound
                    unsafe memcpy(base + start, string, entry.value.upperBound - start)
                }
            }
            count = total
        }
        try self.init(block: block, entries: entries, limits: limits)
    }
}
