#if Security
    internal import Crypto
    internal import FastCGI
    internal import FoundationEssentials

    /// A person in ``AccountFiles``.
    public struct Account: AccountUser, Sendable, Hashable {
        /// The identifier: 22 random characters.
        public let id: String
        /// The name with which the person signs in, as it was given.
        public var signInName: String
        /// The mail address; `nil` if the person has none.
        public var mailAddress: MailAddress?
        /// What the person may do, in the words of the application.
        public var roles: Set<String>
        /// Password hash, second factor and generation.
        public internal(set) var credentials: Credentials
    }

    extension Account: HasRoles {}

    /// The people of an application in files of the private directory, for applications without a database.
    ///
    /// ```swift
    /// let people = try AccountFiles(in: site)
    /// try await people.add("ada", mailAddress: MailAddress("ada@example.com"), roles: ["editor"])
    /// ```
    ///
    /// All processes of a machine share the files. A process that is killed leaves each account old or new. It suits some
    /// thousand people; ``all()`` reads every file.
    ///
    /// `accounts/…` has one file for each person, named by the hash of the identifier. `account-names/…` leads from the hash of
    /// a name, without regard to case, to the identifier.
    public final class AccountFiles: UserStore {
        private let accounts: OwnedDirectory
        private let names: OwnedDirectory
        private let path: String
        private let now: @Sendable () -> Timestamp

        private static let longestFile = 16 * 1024

        /// The form of a file.
        private struct Stored: Codable {
            var id: String
            var name: String
            var mail: String?
            var roles: [String]
            var credentials: String
        }

        /// Opens the store, and creates its directories if they are missing.
        public convenience init(in site: PrivateDirectory) throws(PrivateDirectoryError) {
            try self.init(in: site) { .now }
        }

        /// Opens the store with another clock.
        init(in site: PrivateDirectory, now: @escaping @Sendable () -> Timestamp) throws(PrivateDirectoryError) {
            self.now = now
            accounts = try site.directory("accounts")
            names = try site.directory("account-names")
            path = site.path
        }

        /// Adds a person. Without a password, the person needs an invitation: ``Accounts/invite(_:on:)``.
        ///
        /// - Parameters:
        ///   - name: the name for the sign-in, 1 to 256 bytes.
        ///   - mailAddress: where links are sent.
        ///   - roles: what the person may do.
        ///   - credentials: the first credentials.
        /// - Throws: ``StoreError`` if the name is taken, too long or empty, or if the files cannot be written.
        @discardableResult
        public func add(
            _ name: String, mailAddress: MailAddress? = nil, roles: Set<String> = [],
            credentials: Credentials = Credentials()
        ) async throws(StoreError) -> Account {
            try Self.check(name)
            var generator = SystemRandomNumberGenerator()
            let id = Base64URL.encode((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
            let account = Account(
                id: id, signInName: name, mailAddress: mailAddress, roles: roles, credentials: credentials)
            let isAdded = try stored { () throws(SystemError) in
                let lock = try accounts.lock(".lock")
                // What a killed process left can contain credentials.
                try accounts.removeLeftovers(before: now().secondsSince1970 - 3600)
                let isFree = try find(name) == nil
                if isFree {
                    // A process that is killed between the two calls leaves a name without a person, which is free.
                    try names.replace(Self.file(ofName: name), with: Array(id.utf8), isDurable: true)
                    try accounts.create(Self.file(ofID: id), Self.bytes(of: account), isDurable: true)
                }
                _ = consume lock
                return isFree
            }
            guard isAdded else { throw Self.nameTaken }
            return account
        }

        /// Replaces name, mail address and roles of a person if they are still the old ones.
        ///
        /// ```swift
        /// var changed = account
        /// changed.roles.insert("editor")
        /// try await people.replace(account, with: changed)
        /// ```
        ///
        /// Sessions remain. They have the new roles from the next request.
        ///
        /// - Parameters:
        ///   - old: the person as the store returned it.
        ///   - new: the changed copy.
        /// - Returns: `false` if somebody has changed or removed the person since `old` was read. Then nothing is replaced.
        /// - Throws: ``StoreError`` if the name is taken, too long or empty, or if the files cannot be written.
        public func replace(_ old: Account, with new: Account) async throws(StoreError) -> Bool {
            try Self.check(new.signInName)
            let file = Self.file(ofName: new.signInName)
            let isRenamed = file != Self.file(ofName: old.signInName)
            let result: Bool? = try stored { () throws(SystemError) in
                let lock = try accounts.lock(".lock")
                var isReplaced: Bool?
                if try read(old.id) != old || new.id != old.id {
                    isReplaced = false
                } else if !isRenamed {
                    isReplaced = try exchange(new)
                } else if try find(new.signInName) == nil {
                    // A process that is killed between the calls leaves a name that leads to a person with another name.
                    // Such a name is free.
                    try names.replace(file, with: Array(old.id.utf8), isDurable: true)
                    isReplaced = try exchange(new)
                    _ = try names.remove(Self.file(ofName: old.signInName))
                }
                _ = consume lock
                return isReplaced
            }
            guard let result else { throw Self.nameTaken }
            return result
        }

        /// Removes a person. All sessions of the person are invalid at once.
        ///
        /// - Returns: whether the person existed.
        @discardableResult
        public func remove(_ id: String) async throws(StoreError) -> Bool {
            try stored { () throws(SystemError) in
                let lock = try accounts.lock(".lock")
                let account = try read(id)
                if let account {
                    _ = try accounts.remove(Self.file(ofID: id))
                    _ = try names.remove(Self.file(ofName: account.signInName))
                    // A power failure does not bring the person back.
                    try accounts.synchronize()
                }
                _ = consume lock
                return account != nil
            }
        }

        /// All people, in no order.
        public func all() async throws(StoreError) -> [Account] {
            try stored { () throws(SystemError) in
                var all: [Account] = []
                for name in try accounts.names() {
                    guard let file = try accounts.contents(of: name, limit: Self.longestFile) else { continue }
                    if let account = Self.account(file.bytes) { all.append(account) }
                }
                return all
            }
        }

        /// The person with an identifier.
        public func user(id: String) async throws -> Account? {
            try stored { () throws(SystemError) in try read(id) }
        }

        /// The person with a name, without regard to case.
        public func user(named name: String) async throws -> Account? {
            guard (1...256).contains(name.utf8.count) else { return nil }
            return try stored { () throws(SystemError) in try find(name) }
        }

        /// Replaces the credentials if they are still the old ones.
        public func replaceCredentials(
            of id: String, from old: Credentials, to new: Credentials
        ) async throws -> Bool {
            try stored { () throws(SystemError) in
                let lock = try accounts.lock(".lock")
                let isReplaced = try replace(id, old, new)
                _ = consume lock
                return isReplaced
            }
        }

        private func replace(_ id: String, _ old: Credentials, _ new: Credentials) throws(SystemError) -> Bool {
            guard let account = try read(id), account.credentials == old else { return false }
            var changed = account
            changed.credentials = new
            return try exchange(changed)
        }

        private func exchange(_ changed: Account) throws(SystemError) -> Bool {
            try accounts.exchange(Self.file(ofID: changed.id), with: Self.bytes(of: changed), isDurable: true)
        }

        private func find(_ name: String) throws(SystemError) -> Account? {
            guard let file = try names.contents(of: Self.file(ofName: name), limit: 64) else { return nil }
            let account = try read(String(decoding: file.bytes, as: UTF8.self))
            return account.flatMap { Self.file(ofName: $0.signInName) == Self.file(ofName: name) ? $0 : nil }
        }

        private func read(_ id: String) throws(SystemError) -> Account? {
            guard let file = try accounts.contents(of: Self.file(ofID: id), limit: Self.longestFile),
                let account = Self.account(file.bytes), account.id.utf8.elementsEqual(id.utf8)
            else { return nil }
            return account
        }

        private func stored<Result>(_ body: () throws(SystemError) -> Result) throws(StoreError) -> Result {
            do throws(SystemError) {
                return try body()
            } catch {
                throw StoreError("the accounts in \(path) cannot be used: \(error)")
            }
        }

        // MARK: Names

        private static let nameTaken = StoreError("the name is taken; choose another one", kind: .nameTaken)

        private static func check(_ name: String) throws(StoreError) {
            guard (1...256).contains(name.utf8.count) else {
                throw StoreError("a sign-in name has 1 to 256 bytes", kind: .invalidName)
            }
        }

        // MARK: Files

        private static func file(ofID id: String) -> String {
            Base64URL.encode(SHA256.hash(data: Array(id.utf8)))
        }

        private static func file(ofName name: String) -> String {
            // Two names that differ in case, or in their Unicode form, are the same name.
            let folded = Password(name.lowercased()).bytes ?? []
            return Base64URL.encode(SHA256.hash(data: folded))
        }

        private static func bytes(of account: Account) -> [UInt8] {
            let stored = Stored(
                id: account.id, name: account.signInName, mail: account.mailAddress?.description,
                roles: account.roles.sorted(), credentials: account.credentials.text)
            // A structure of texts always has a JSON form.
            return (try? Array(JSONEncoder().encode(stored))) ?? []
        }

        private static func account(_ bytes: [UInt8]) -> Account? {
            guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(bytes)),
                let credentials = Credentials(stored.credentials)
            else { return nil }
            return Account(
                id: stored.id, signInName: stored.name, mailAddress: stored.mail.flatMap { MailAddress($0) },
                roles: Set(stored.roles), credentials: credentials)
        }
    }
#endif
