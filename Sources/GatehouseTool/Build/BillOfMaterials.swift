#if Tool
    internal import FoundationEssentials

    /// The software of which a program consists, in the format CycloneDX 1.6 (ECMA-424).
    struct BillOfMaterials: Encodable {
        struct Component: Encodable, Hashable {
            let type: String
            let name: String
            let version: String?
            let purl: String?
            var hashes: [Hash]?
        }
        struct Hash: Encodable, Hashable {
            let alg = "SHA-256"
            let content: String
        }
        struct Metadata: Encodable {
            let component: Component
        }

        let bomFormat = "CycloneDX"
        let specVersion = "1.6"
        let version = 1
        let metadata: Metadata
        let components: [Component]

        /// - Parameters:
        ///   - product: the name of the program.
        ///   - hash: its SHA-256 in hexadecimal digits; `nil` if unknown.
        ///   - packages: the Swift packages.
        ///   - others: the compiler, and the libraries of the system.
        init(product: String, hash: String?, packages: PackageTree, others: [Component]) {
            metadata = Metadata(
                component: Component(
                    type: "application", name: product, version: nil, purl: nil,
                    hashes: hash.map { [Hash(content: $0)] }))
            components = packages.components + others.sorted { $0.name < $1.name }
        }

        /// The text of the file.
        var text: String {
            get throws {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
            }
        }
    }

    /// The packages of a program, as `swift package show-dependencies --format json` prints them.
    struct PackageTree: Decodable {
        private let name: String
        private let url: String
        private let version: String
        private let dependencies: [PackageTree]

        init(json: [UInt8]) throws(ToolError) {
            do {
                self = try JSONDecoder().decode(PackageTree.self, from: Data(json))
            } catch {
                throw ToolError("swift package show-dependencies printed no list: \(error)", status: .unavailable)
            }
        }

        /// All packages below this one, each once, sorted by name.
        var components: [BillOfMaterials.Component] {
            Set(dependencies.flatMap { [$0.component] + $0.components }).sorted { $0.name < $1.name }
        }

        private var component: BillOfMaterials.Component {
            let known = version == "unspecified" ? nil : version
            // A package at a path has no address that means anything to others.
            let location = url.hasPrefix("https://") ? url.dropFirst(8).trimmingGit : nil
            return BillOfMaterials.Component(
                type: "library", name: name, version: known,
                purl: location.map { "pkg:swift/\($0)" + (known.map { "@\($0)" } ?? "") })
        }
    }

    extension Substring {
        fileprivate var trimmingGit: Substring { hasSuffix(".git") ? dropLast(4) : self }
    }
#endif
