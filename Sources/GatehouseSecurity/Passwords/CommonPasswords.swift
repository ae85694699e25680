#if Security
    // The list comes from Django 5.2 (django/contrib/auth/common-passwords.txt.gz). It has the 20,000 most common passwords and
    // was created by Royce Williams: https://gist.github.com/roycewilliams/226886fd01572964e1431ac8afc999ce.
    // scripts/common-passwords selects those with at least 8 characters. Django's licence (BSD-3-Clause):
    //
    // Copyright (c) Django Software Foundation and individual contributors.
    // All rights reserved.
    //
    // Redistribution and use in source and binary forms, with or without modification,
    // are permitted provided that the following conditions are met:
    //
    //     1. Redistributions of source code must retain the above copyright notice,
    //        this list of conditions and the following disclaimer.
    //
    //     2. Redistributions in binary form must reproduce the above copyright
    //        notice, this list of conditions and the following disclaimer in the
    //        documentation and/or other materials provided with the distribution.
    //
    //     3. Neither the name of Django nor the names of its contributors may be used
    //        to endorse or promote products derived from this software without
    //        specific prior written permission.
    //
    // THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
    // ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
    // WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
    // DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT OWNER OR CONTRIBUTORS BE LIABLE FOR
    // ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
    // (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
    // LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON
    // ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
    // (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
    // SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

    /// The most common passwords with at least eight characters, in lower case.
    enum CommonPasswords {
        /// Whether a text in lower case is one of them.
        static func contains(_ text: String) -> Bool {
            let wanted = Array(text.utf8)
            return [first, second, third].contains { list in contains(wanted, in: list.utf8.span) }
        }

        /// Searches a list by halving it. Its words are in the order of their bytes, each with a space or a line feed after
        /// it.
        private static func contains(_ wanted: [UInt8], in list: Span<UInt8>) -> Bool {
            var lower = 0
            var upper = list.count
            while lower < upper {
                // The word around the middle. `lower` and `upper` are always between words.
                var start = lower + (upper - lower) / 2
                while start > lower, list[start - 1] > space { start -= 1 }
                var end = start
                while end < upper, list[end] > space { end += 1 }
                switch order(wanted, list.extracting(start..<end)) {
                case 0: return true
                case ..<0: upper = start
                default: lower = end + 1
                }
            }
            return false
        }

        private static let space = UInt8(ascii: " ")

        /// Negative if the left bytes come first, 0 if both are equal.
        private static func order(_ left: [UInt8], _ right: Span<UInt8>) -> Int {
            for index in 0..<min(left.count, right.count) where left[index] != right[index] {
                return Int(left[index]) - Int(right[index])
            }
            return left.count - right.count
        }
    }
#endif
