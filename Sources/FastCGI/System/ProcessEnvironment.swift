internal import GatewayInterface
internal import Glibc

/// The environment that the process was started with.
package enum ProcessEnvironment {
    /// Whether a variable exists.
    static func contains(_ name: String) -> Bool {
        unsafe getenv(name) != nil
    }

    /// The variables whose names begin with a prefix, as bytes, in the order of the environment. A name can occur
    /// twice.
    ///
    /// Other variables are not read.
    package static func variables(beginningWith prefix: String) -> [(name: [UInt8], value: [UInt8])] {
        var variables: [(name: [UInt8], value: [UInt8])] = []
        let prefix = Array(prefix.utf8)
        var next = unsafe environ
        // The environment ends with a null pointer. Each string is copied immediately.
        while let text = unsafe next.pointee {
            unsafe next += 1
            guard unsafe strncmp(text, prefix.map { CChar(bitPattern: $0) } + [0], prefix.count) == 0 else { continue }
            let bytes = unsafe Array(String(cString: text).utf8)
            let end = bytes.firstIndex(of: UInt8(ascii: "=")) ?? bytes.endIndex
            variables.append((Array(bytes[..<end]), Array(bytes[end...].dropFirst())))
        }
        return variables
    }

    /// The value of a variable; `nil` if it does not exist.
    package static func value(_ name: String) -> String? {
        // Copied immediately.
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// Removes a variable. Call it before other threads start.
    static func remove(_ name: String) {
        unsafe unsetenv(name)
    }

    /// All variables as one block of bytes: each name and value with its length.
    ///
    /// Nothing in this package writes to the environment. A program that does so on another thread races with this
    /// call, as with every getenv(3).
    static func parameters(limits: ParameterLimits) throws(ParametersError) -> Parameters {
        unsafe try Parameters(environment: environ, limits: limits)
    }
}
