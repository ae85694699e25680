internal import GatewayInterface
internal import Glibc

/// The environment that the process was started with.
enum ProcessEnvironment {
    /// Whether there is a variable of that name.
    static func contains(_ name: String) -> Bool {
        unsafe getenv(name) != nil
    }

    /// The value of a variable; `nil` where there is none.
    static func value(_ name: String) -> String? {
        // Copied at once.
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// Removes a variable, before other threads are started.
    static func remove(_ name: String) {
        unsafe unsetenv(name)
    }

    /// All variables as one block of bytes, `NAME=value` behind `NAME=value`, with the length of each.
    ///
    /// Nothing in this package writes to the environment; a program that does so on another thread races with this
    /// as with every getenv(3).
    static func parameters(limits: ParameterLimits) throws(ParametersError) -> Parameters {
        unsafe try Parameters(environment: environ, limits: limits)
    }
}
