#if Security
    /// Words that a password must not consist of.
    struct ForbiddenWords {
        /// The letters and digits of each word, in lower case.
        private let words: [[Unicode.Scalar]]

        /// Takes each text as a word, and each of its parts between punctuation: a mail address has several.
        ///
        /// - Parameter texts: texts of the program and of the user. Only the first 256 code points of each count.
        init(_ texts: [String]) {
            words = texts.flatMap { text in
                let scalars = Array(text.lowercased().unicodeScalars.prefix(256))
                let address = scalars.split(separator: "@")
                let parts = scalars.split { !Self.isLetterOrDigit($0) }
                return ([scalars[...]] + address + parts).map { $0.filter(Self.isLetterOrDigit) }
            }
        }

        /// Whether more than half of a text belongs to the words.
        ///
        /// Punctuation within a word belongs to the word. A character that is repeated after a word counts once, so a
        /// row of "!" adds nothing.
        func makeUpMost(of text: String) -> Bool {
            let scalars = Array(text.lowercased().unicodeScalars)
            let places = scalars.indices.filter { Self.isLetterOrDigit(scalars[$0]) }
            let letters = places.map { scalars[$0] }
            var isCovered = [Bool](repeating: false, count: scalars.count)
            for word in words where !word.isEmpty && word.count <= letters.count {
                for start in 0...(letters.count - word.count) where letters[start...].starts(with: word) {
                    for place in places[start]...places[start + word.count - 1] { isCovered[place] = true }
                }
            }
            let covered = isCovered.count { $0 }
            let rest = scalars.indices.count { index in
                !isCovered[index] && (index == 0 || scalars[index] != scalars[index - 1])
            }
            return covered > rest
        }

        private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
    }
#endif
