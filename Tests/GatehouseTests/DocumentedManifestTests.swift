import Foundation
import TestSupport
import Testing

/// The dependencies that documents show for a Package.swift.
@Suite("Documented manifests")
struct DocumentedManifestTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOf: Products.root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Breaks if a document names a product that does not exist, or a package by the name of its directory.
    @Test("Each document that shows a dependency names this package and its products as Package.swift does")
    func dependenciesAgreeWithManifest() throws {
        let manifest = try Self.text("Package.swift")
        // The adapter's directory has the name of its product.
        let adapter = "GatehouseHummingbird"
        let adapterManifest = try Self.text("Adapters/\(adapter)/Package.swift")
        #expect(adapterManifest.contains(".library(name: \"\(adapter)\", targets:"))
        let package = try #require(manifest.firstMatch(of: /Package\(\s*name: "([^"]+)"/)?.output.1)
        let products = Set(manifest.matches(of: /\.(?:library|plugin)\(\s*name: "([^"]+)",\s*targets:/).map(\.output.1))
        var documents: Set<String> = []
        for path in try DocumentedCode.paths() {
            let text = try Self.text(path)
            // SwiftPM derives the name of a package from its directory, unless the dependency names it.
            for dependency in text.matches(of: /\.package\(([^)]*path:[^)]*)\)/).map(\.output.1) {
                let isAdapter = dependency == "path: \"../gatehouse/Adapters/\(adapter)\""
                #expect(isAdapter || dependency.hasPrefix("name: \"\(package)\", path: "), "\(path): \(dependency)")
                documents.insert(path)
            }
            for product in text.matches(of: /\.(?:product|plugin)\(name: "([^"]*)", package: "([^"]*)"\)/).map(\.output)
            {
                if product.1 == adapter, product.2 == adapter { continue }
                #expect(product.2 == package, "\(path): \(product.0)")
                #expect(products.contains(product.1), "\(path): \(product.0)")
            }
        }
        let expected = [
            "README.md", "docs/fastcgi.md", "Sources/FastCGI/FastCGI.docc/FastCGI.md",
            "Sources/Gatehouse/Gatehouse.docc/Guestbook.md",
        ]
        #expect(documents.isSuperset(of: expected))
    }
}
