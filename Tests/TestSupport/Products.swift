public import Foundation

/// The files that were built for the tests.
public enum Products {
    /// The path of a program of this package.
    public static func program(_ name: String) -> String {
        // The test bundle and the programs are in the same directory.
        let directory = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent()
        return directory.appendingPathComponent(name).path
    }

    /// The root directory of the checkout.
    public static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The path of the static executable of an example, `Hello` or `Echo`.
    ///
    /// - Throws: ``MissingProduct`` unless the tests were started by `make test`, which builds it.
    public static func example(_ name: String) throws -> String {
        let variable = "GATEHOUSE_" + name.uppercased()
        guard let path = ProcessInfo.processInfo.environment[variable] else {
            throw MissingProduct(variable: variable)
        }
        return path
    }
}

/// The tests were started without a part of the build.
public struct MissingProduct: Error, CustomStringConvertible {
    let variable: String

    /// What to do.
    public var description: String { "\(variable) names no static file: start the tests by `make test`" }
}
