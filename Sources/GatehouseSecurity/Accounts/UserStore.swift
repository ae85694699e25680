#if Security
    /// A person who can sign in, as the application stores it.
    public protocol AccountUser: Sendable {
        /// The identifier, 1 to 256 bytes. It never changes, and no other person gets it.
        var id: String { get }
        /// The name with which the person signs in, such as a mail address.
        var signInName: String { get }
        /// Password hash, second factor and generation.
        var credentials: Credentials { get }
        /// Where links for a new password are sent; `nil` if the person has no mail address.
        var mailAddress: MailAddress? { get }
    }

    /// The application's table of people. ``AccountFiles`` is one without a database.
    ///
    /// A person who may no longer sign in is not found: return `nil`. Then all sessions of the person are invalid at once.
    public protocol UserStore: Sendable {
        /// The application's type.
        associatedtype User: AccountUser

        /// The person with an identifier; `nil` if nobody has it.
        func user(id: String) async throws -> User?

        /// The person who signs in with a name; `nil` if nobody does.
        ///
        /// - Parameter name: what somebody typed, at most 256 bytes. Compare it as the application does, usually without
        ///   regard to case.
        func user(named name: String) async throws -> User?

        /// Replaces the credentials of a person if they are still the old ones. In SQL:
        ///
        /// ```sql
        /// UPDATE users SET credentials = :new WHERE id = :id AND credentials = :old
        /// ```
        ///
        /// - Returns: whether they were replaced. `false` if the credentials have changed, or the person does not exist.
        func replaceCredentials(of id: String, from old: Credentials, to new: Credentials) async throws -> Bool
    }
#endif
