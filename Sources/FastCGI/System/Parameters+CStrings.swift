internal import GatewayInterface
internal import Glibc

extension Parameters {
    /// Copies a NULL-terminated array of `NAME=value` strings (environ(7)).
    ///
    /// The copy keeps C pointers out of the request.
    ///
    /// - Parameter environment: Must be valid and unchanged during the call. `nil` counts as empty.
    init(
        environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
        limits: ParameterLimits
    ) throws(ParametersError) {
        guard let environment = unsafe environment else {
            self.init()
            return
        }
        var block: [UInt8] = []
        var count = 0
        var total = 0
        while let string = unsafe environment[count] {
            count += 1
            guard count <= limits.count else { throw ParametersError(.tooMany, limit: limits.count) }
            let length = unsafe strlen(string)
            total += length
            guard total <= limits.bytes else { throw ParametersError(.tooLarge, limit: limits.bytes) }
            let bytes = unsafe UnsafeRawBufferPointer(start: string, count: length)
            // A string without "=" is not a variable. Its name becomes empty, which is refused later.
            let nameLength = unsafe bytes.firstIndex(of: UInt8(ascii: "=")) ?? 0
            let (name, value) = unsafe (bytes.prefix(nameLength), bytes.dropFirst(nameLength + 1))
            // Written out: a generic function of another module runs unspecialized, and every CGI process runs this
            // at its start.
            unsafe Self.append(lengthOfName: name.count, ofValue: value.count, to: &block)
            unsafe block += UnsafeRawBufferPointer(rebasing: name)
            unsafe block += UnsafeRawBufferPointer(rebasing: value)
        }
        try self.init(nameValuePairs: block, limits: limits)
    }
}
