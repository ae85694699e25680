#if Tool
    /// What a file consists of, from the map that the linker writes (`-Map`).
    struct LinkMap {
        /// The bytes of each library and each module, the largest first.
        let sizes: [(name: String, bytes: Int)]
        /// The paths of the archives and object files.
        let inputs: Set<String>

        /// Reads a map of gold or lld: lines with an address, a size and an input file.
        init(_ text: String) {
            var sizes: [String: Int] = [:]
            var inputs: Set<String> = []
            // Sections without an address are not loaded, such as those for debuggers.
            var isLoaded = true
            var isNamed = false
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ", omittingEmptySubsequences: true)
                // A section of the file. After a long name, its address is in the next line.
                if line.first != " " || isNamed {
                    let address = words.first { $0.hasPrefix("0x") }.flatMap { UInt64($0.dropFirst(2), radix: 16) }
                    isNamed = address == nil && words.count == 1
                    if let address { isLoaded = address > 0 }
                    if !isNamed { continue }
                }
                guard isLoaded, let place = words.lastIndex(where: { $0.hasPrefix("0x") }), place > 0,
                    words[place - 1].hasPrefix("0x"), place + 1 < words.count,
                    let size = Int(words[place].dropFirst(2), radix: 16),
                    let address = UInt64(words[place - 1].dropFirst(2), radix: 16), address > 0
                else { continue }
                let input = words[(place + 1)...].joined(separator: " ")
                guard input.hasPrefix("/") || input.contains(".o") else { continue }
                let file = input.split(separator: "(").first.map(String.init) ?? input
                inputs.insert(file)
                sizes[Self.name(of: file), default: 0] += size
            }
            self.inputs = inputs
            self.sizes = sizes.map { (name: $0.key, bytes: $0.value) }
                .sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
        }

        /// `libFoundation.a` for an archive, and the name of the module for an object file of a build.
        private static func name(of file: String) -> String {
            let parts = file.split(separator: "/")
            if let module = parts.dropLast().last(where: { $0.hasSuffix(".build") && $0 != ".build" }) {
                return String(module.dropLast(6))
            }
            return parts.last.map(String.init) ?? file
        }
    }
#endif
