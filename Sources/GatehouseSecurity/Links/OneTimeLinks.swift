#if Security
    internal import Crypto
    internal import FastCGI
    internal import GatewayInterface

    /// Links that work once and expire: for an invitation, a password reset, or the check of a mail address.
    ///
    /// A link contains 128 random bits. The private directory has only their hash, so a person who reads the directory cannot
    /// use a link. Looking at a link (GET) leaves it valid, so previews and scanners burn nothing; ``consume(_:for:at:)`` (POST)
    /// uses it up. If two requests consume the same link, one of them succeeds.
    ///
    /// All processes of a machine share the links.
    public final class OneTimeLinks: Sendable {
        /// The number of links that can be outstanding; creating more is an error.
        public static let limit = 10_000

        /// The longest text of a link's subject in bytes.
        public static let longestSubject = 1024

        private let directory: OwnedDirectory
        private let path: String

        /// Opens the links of a private directory.
        ///
        /// - Throws: `PrivateDirectoryError` if the directory for them cannot be created.
        public init(in site: PrivateDirectory) throws(PrivateDirectoryError) {
            directory = try site.directory("links")
            path = site.path + "/links"
        }

        /// Creates a link.
        ///
        /// - Parameters:
        ///   - subject: what the link is about, such as the id of a user. Only the server sees it.
        ///   - purpose: what the link is for. It works for nothing else.
        ///   - expires: the first moment at which it is invalid.
        ///   - time: the current time.
        /// - Returns: the secret part of the link: 22 characters that need no encoding in a URL.
        /// - Throws: ``StoreError`` if the link cannot be stored.
        public func create(
            for subject: String, purpose: Purpose, expires: Timestamp, at time: Timestamp
        ) throws(StoreError) -> String {
            guard subject.utf8.count <= Self.longestSubject else {
                throw StoreError("the subject of a link is longer than \(Self.longestSubject) bytes")
            }
            try removeExpired(at: time)
            var generator = SystemRandomNumberGenerator()
            let secret = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let content = Self.content(subject, purpose, expires)
            do throws(SystemError) {
                try directory.create(Self.name(secret), content, isDurable: true)
            } catch {
                throw StoreError("cannot store a link in \(path): \(error)")
            }
            return Base64URL.encode(secret)
        }

        /// The subject of a valid link, which stays valid.
        ///
        /// - Parameters:
        ///   - text: the secret part, as the client sent it.
        ///   - purpose: what the link must be for.
        ///   - time: the current time.
        /// - Returns: `nil` for any text that is not a valid link.
        /// - Throws: ``StoreError`` if the links cannot be read.
        public func subject(of text: String, for purpose: Purpose, at time: Timestamp) throws(StoreError) -> String? {
            guard let secret = Self.secret(text) else { return nil }
            return try subject(secret, purpose, time)
        }

        /// Uses up a link.
        ///
        /// - Returns: its subject; `nil` if the text is not a valid link, or another request has consumed it.
        /// - Throws: ``StoreError`` if the links cannot be read or changed.
        public func consume(_ text: String, for purpose: Purpose, at time: Timestamp) throws(StoreError) -> String? {
            guard let secret = Self.secret(text), let subject = try subject(secret, purpose, time) else { return nil }
            do throws(SystemError) {
                guard try directory.remove(Self.name(secret)) else { return nil }
                // After a power failure, the link must not come back.
                try directory.synchronize()
                return subject
            } catch {
                throw StoreError("cannot remove a link in \(path): \(error)")
            }
        }

        /// Invalidates the links of a subject, for example after its password was changed.
        public func removeAll(for subject: String, purpose: Purpose) throws(StoreError) {
            do throws(SystemError) {
                for name in try directory.names() {
                    guard let file = try directory.contents(of: name, limit: Self.longestFile),
                        let link = Self.parse(file.bytes), link.purpose == Self.bytes(of: purpose),
                        link.subject.elementsEqual(subject.utf8)
                    else { continue }
                    _ = try directory.remove(name)
                }
                try directory.synchronize()
            } catch {
                throw StoreError("cannot remove links in \(path): \(error)")
            }
        }

        private func subject(
            _ secret: [UInt8], _ purpose: Purpose, _ time: Timestamp
        ) throws(StoreError) -> String? {
            do throws(SystemError) {
                guard let file = try directory.contents(of: Self.name(secret), limit: Self.longestFile),
                    let link = Self.parse(file.bytes), link.purpose == Self.bytes(of: purpose), time < link.expires
                else { return nil }
                return String(validating: link.subject, as: UTF8.self)
            } catch {
                throw StoreError("cannot read a link in \(path): \(error)")
            }
        }

        private func removeExpired(at time: Timestamp) throws(StoreError) {
            var count: Int
            do throws(SystemError) {
                let names = try directory.names()
                count = names.count
                for name in names {
                    guard let file = try? directory.contents(of: name, limit: Self.longestFile) else { continue }
                    if let link = Self.parse(file.bytes), time < link.expires { continue }
                    if try directory.remove(name) { count -= 1 }
                }
            } catch {
                throw StoreError("cannot store a link in \(path): \(error)")
            }
            guard count < Self.limit else {
                throw StoreError("cannot store a link in \(path): \(Self.limit) links are outstanding")
            }
        }

        // MARK: The file of a link: the moment of expiry, the hash of the purpose, and the subject

        private static let longestFile = 8 + 32 + longestSubject

        private static func name(_ secret: [UInt8]) -> String {
            Base64URL.encode(SHA256.hash(data: secret))
        }

        private static func bytes(of purpose: Purpose) -> [UInt8] {
            Array(SHA256.hash(data: Array(purpose.name.utf8)))
        }

        /// The 16 bytes of a link's secret part, which has exactly one text.
        private static func secret(_ text: String) -> [UInt8]? {
            guard text.utf8.count == 22, let bytes = Base64URL.decode(text.utf8) else { return nil }
            return bytes
        }

        private static func content(_ subject: String, _ purpose: Purpose, _ expires: Timestamp) -> [UInt8] {
            let seconds = UInt64(bitPattern: expires.secondsSince1970)
            return (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * $0)) } + bytes(of: purpose)
                + Array(subject.utf8)
        }

        private static func parse(
            _ bytes: [UInt8]
        ) -> (expires: Timestamp, purpose: [UInt8], subject: ArraySlice<UInt8>)? {
            guard bytes.count >= 40 else { return nil }
            let seconds = bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return (Timestamp(secondsSince1970: Int64(bitPattern: seconds)), Array(bytes[8..<40]), bytes[40...])
        }
    }
#endif
