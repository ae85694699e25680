public import Foundation

/// Where the tests find what was built for them.
public enum Products {
    /// A program of this package, next to the tests that were built with it.
    public static func program(_ name: String) -> String {
        // The test bundle and the programs lie in the same directory.
        let directory = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent()
        return directory.appendingPathComponent(name).path
    }

    /// The top of the checkout.
    public static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The static file of Examples/Hello.
    ///
    /// - Throws: ``MissingProduct`` unless `make test`, which builds it, has started the tests.
    public static func hello() throws -> String {
        guard let path = ProcessInfo.processInfo.environment["GATEHOUSE_HELLO"] else {
            throw MissingProduct()
        }
        return path
    }
}

/// The tests were started in a way that leaves out a part of the build.
public struct MissingProduct: Error, CustomStringConvertible {
    /// What to do.
    public let description = "GATEHOUSE_HELLO names no static Hello: start the tests by `make test`"
}
