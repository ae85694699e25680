#if Security
    /// The rules for a new password: 8 to 256 characters, not common, and not mostly a name.
    ///
    /// ```swift
    /// let policy = PasswordPolicy(forbidding: ["Gatehouse", "gatehouse.example"])
    /// try policy.check(form.password, forbidding: [user.name, user.mail])
    /// ```
    ///
    /// There are no rules about kinds of characters, and passwords do not expire. Both lead to weaker passwords.
    public struct PasswordPolicy: Sendable {
        /// The maximum number of code points: 256.
        public static let longest = 256

        /// The minimum number of code points.
        public let minimum: Int

        private let words: [String]

        /// Creates the rules.
        ///
        /// - Parameters:
        ///   - words: words that are easy to guess here, such as the name of the site and of its organization.
        ///   - minimum: the minimum number of code points; a number below 8 counts as 8. Consider 15 if a password is
        ///     the only factor.
        public init(forbidding words: [String] = [], minimum: Int = 8) {
            self.words = words
            self.minimum = min(max(minimum, 8), Self.longest)
        }

        /// Checks a new password.
        ///
        /// - Parameters:
        ///   - password: the password. Its code points are counted in the form NFC.
        ///   - words: the user's name and mail address. The password must not consist mostly of one of them or of their
        ///     parts. Case and punctuation make no difference.
        /// - Throws: the first problem.
        public func check(_ password: Password, forbidding words: [String] = []) throws(PasswordProblem) {
            guard let text = password.text else { throw .tooLong }
            let count = text.unicodeScalars.count
            guard count <= Self.longest else { throw .tooLong }
            guard count >= minimum else { throw .tooShort(minimum: minimum) }
            if CommonPasswords.contains(text.lowercased()) { throw .common }
            if ForbiddenWords(self.words + words).makeUpMost(of: text) { throw .resemblesName }
        }
    }
#endif
