#if Security
    /// The reason why a new password is refused. The text is for the person who chose it.
    public enum PasswordProblem: Error, Sendable, Hashable, CustomStringConvertible {
        /// It has fewer characters than the associated minimum.
        case tooShort(minimum: Int)
        /// It has more than 256 characters.
        case tooLong
        /// It is one of the most common passwords.
        case common
        /// It consists mostly of the name of the site or of the user.
        case resemblesName
        /// It is in a list of stolen passwords: ``AccountSettings/isStolen``.
        case stolen

        /// What is wrong, and what to do.
        public var description: String {
            switch self {
            case .tooShort(let minimum): "The password must have at least \(minimum) characters."
            case .tooLong: "The password must have at most \(PasswordPolicy.longest) characters."
            case .common: "This password is one of the most common ones and easy to guess. Choose another."
            case .stolen: "This password is in a list of stolen passwords. Choose another."
            case .resemblesName:
                "The password consists mostly of the name of this site, your name or your mail address. Choose another."
            }
        }
    }
#endif
