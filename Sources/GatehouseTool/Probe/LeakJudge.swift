#if Tool
    /// Decides by content alone whether a response gives something away: a status, a redirect or an error page says nothing.
    struct LeakJudge: Sendable {
        /// A file that exists already, and whose content must not leak.
        struct ExistingFile: Sendable {
            let kind: String
            let path: String
            /// Its first bytes.
            let beginning: [UInt8]
        }

        /// What a response gave away.
        struct Leak: Sendable, Hashable {
            /// How it leaked.
            enum Form: String, Sendable, Codable {
                case content
                case ran
                case name
            }

            let kind: String
            let form: Form
        }

        let canaries: [Canary]
        let existing: [ExistingFile]
        private let kinds: [String: String]

        init(_ canaries: [Canary], existing: [ExistingFile]) {
            self.canaries = canaries
            self.existing = existing
            var kinds: [String: String] = [:]
            for canary in canaries {
                for part in canary.path.split(separator: "/") {
                    if let id = Self.identifiers(in: Array(part.utf8)).first {
                        kinds[id] =
                            canary.path.contains("/") && canary.path.hasPrefix(part) ? "a subdirectory" : canary.kind
                    }
                }
            }
            self.kinds = kinds
        }

        /// What a response gives away.
        func leaks(in response: ProbeResponse, to request: ProbeRequest) -> Set<Leak> {
            var found: Set<Leak> = []
            let parts =
                response.body.count == response.bytes.count ? [response.bytes] : [response.bytes, response.body]
            for bytes in parts {
                let starts = Self.places(of: Array(Canary.mark.utf8), in: bytes)
                for start in starts {
                    let length = Canary.mark.utf8.count + 20
                    let word = String(decoding: bytes[start...].prefix(length), as: UTF8.self)
                    for canary in canaries where canary.token == word {
                        found.insert(Leak(kind: canary.kind, form: .content))
                    }
                }
                for canary in canaries {
                    if let trace = canary.trace, !Self.places(of: Array(trace.utf8), in: bytes).isEmpty {
                        found.insert(Leak(kind: canary.kind, form: .ran))
                    }
                }
            }
            for file in existing where !file.beginning.isEmpty && response.body.starts(with: file.beginning) {
                found.insert(Leak(kind: file.kind, form: .content))
            }
            // A response may repeat what the request contains.
            let sent = Self.decodings(of: request.summary)
            for id in Self.identifiers(in: response.bytes) where !sent.contains(id) {
                if let kind = kinds[id] { found.insert(Leak(kind: kind, form: .name)) }
            }
            return found
        }

        /// The random parts of the names in a text.
        private static func identifiers(in bytes: [UInt8]) -> Set<String> {
            let prefix = Array(Canary.prefix.utf8)
            return Set(
                places(of: prefix, in: bytes).map { start in
                    String(decoding: bytes[(start + prefix.count)...].prefix(Canary.idLength), as: UTF8.self)
                })
        }

        private static func places(of word: [UInt8], in bytes: [UInt8]) -> [Int] {
            guard let first = word.first, bytes.count >= word.count else { return [] }
            return (0...bytes.count - word.count).filter { start in
                bytes[start] == first && bytes[start..<start + word.count].elementsEqual(word)
            }
        }

        /// A text in lower case, as it is and with up to two percent-decodings.
        private static func decodings(of text: String) -> String {
            var texts = [Array(text.lowercased().utf8)]
            for _ in 0..<2 { texts.append(decoded(texts[texts.count - 1])) }
            return texts.map { String(decoding: $0, as: UTF8.self).lowercased() }.joined(separator: "\n")
        }

        private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
            var result: [UInt8] = []
            var index = 0
            while index < bytes.count {
                if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                    let byte = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
                {
                    result.append(byte)
                    index += 3
                } else {
                    result.append(bytes[index])
                    index += 1
                }
            }
            return result
        }
    }
#endif
