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

    /// The static file of one of the examples, `Hello` or `Echo`.
    ///
    /// - Throws: ``MissingProduct`` unless `make test`, which builds it, has started the tests.
    public static func example(_ name: String) throws -> String {
        let variable = "GATEHOUSE_" + name.uppercased()
        guard let path = ProcessInfo.processInfo.environment[variable] else {
            throw MissingProduct(variable: variable)
        }
        return path
    }
}

/// The tests were started in a way that leaves out a part of the build.
public struct MissingProduct: Error, CustomStringConvertible {
    let variable: String

    /// What to do.
    public var description: String { "\(variable) names no static file: start the tests by `make test`" }
}
