internal import GatewayInterface
internal import Glibc

extension Parameters {
    /// Copies a NULL-terminated array of `NAME=value` strings, as environ(7) and FCGX_Request's `envp` have it.
    ///
    /// One allocation takes all the bytes and one the table of entries. The copy is what makes a request free of C
    /// pointers: it may outlive its connection, and move between threads.
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
        entries.reserveCapacity(40)
        var total = 0
        var index = 0
        while let string = unsafe environment[index] {
            let length = unsafe strlen(string)
            // A string without "=" is no variable; environ(7) can hold one, libfcgi never makes one.
            let nameLength = unsafe strchr(string, CInt(UInt8(ascii: "="))).map { unsafe $0 - string } ?? 0
            entries.append(Entry(start: total, nameLength: nameLength, valueLength: max(length - nameLength - 1, 0)))
            total += length
            index += 1
            guard index <= limits.count else { throw ParametersError(.tooMany) }
            guard total <= limits.bytes else { throw ParametersError(.tooLarge) }
        }
        // Each string was measured above and is copied to where its entry says.
        let block = unsafe [UInt8](unsafeUninitializedCapacity: total) { buffer, count in
            for (index, entry) in entries.enumerated() {
                let end = index + 1 < entries.count ? entries[index + 1].start : total
                if let string = unsafe environment[index], let base = buffer.baseAddress {
                    unsafe memcpy(base + entry.start, string, end - entry.start)
                }
            }
            count = total
        }
        try self.init(block: block, entries: entries, limits: limits)
    }
}
