#if Security
    internal import GatewayInterface

    /// With what one user signs in: password hash, second factor and recovery codes, as one text for one column.
    ///
    /// ```swift
    /// let credentials = Credentials(password: try await hasher.hash(form.password))
    /// let row = credentials.text                                   // store it
    /// guard let stored = Credentials(row) else { … }               // read it
    /// ```
    ///
    /// A value never changes; each function returns a changed copy. Store the copy only if the column still has the text that
    /// you read (compare and set). Then two requests cannot use the same code, in no process:
    ///
    /// ```sql
    /// UPDATE users SET credentials = :new WHERE id = :id AND credentials = :old
    /// ```
    ///
    /// The text has at most 2,048 bytes of ASCII. The secret for the authenticator app is sealed with ``Keys``; password and
    /// recovery codes are hashed. The column is still secret, because hashes allow guesses without a limit.
    public struct Credentials: Sendable, Hashable {
        /// The hash of the password; `nil` if the user has none.
        public private(set) var password: PasswordHash?

        /// A number that grows with every change of a password or a second factor, and with ``signingOutEverywhere()``.
        /// Sessions with an older number are over.
        public private(set) var generation: Int64

        private var totp: SealedTOTP?
        private var recovery: RecoveryHashes?

        /// The longest text in bytes.
        static let longest = 2048

        /// The credentials of a new user, with generation 1 and without a second factor.
        public init(password: PasswordHash? = nil) {
            self.password = password
            generation = 1
        }

        /// Whether a sign-in needs a second factor.
        public var hasSecondFactor: Bool { totp != nil }

        /// The number of recovery codes that have not been used.
        public var recoveryCodesLeft: Int { recovery?.outputs.count ?? 0 }
    }

    /// The text.
    extension Credentials {
        private static let version = "1"
        private static let separator = UInt8(ascii: ";")

        /// The text for storage.
        ///
        /// It consists of the version 1, the generation, the password, the sealed secret, the step of the last code and the
        /// recovery codes, separated by ";". What is missing is empty.
        public var text: String {
            [
                Self.version, String(generation), password?.text ?? "", totp?.text ?? "",
                totp.map { String($0.lastStep) } ?? "", recovery?.text ?? "",
            ]
            .joined(separator: ";")
        }

        /// Reads a text; `nil` for anything but what ``text`` returns.
        public init?(_ text: String) {
            guard text.utf8.count <= Self.longest else { return nil }
            // An array, because a string gives its bytes one by one.
            let parts = Array(text.utf8)
                .split(separator: Self.separator, maxSplits: 6, omittingEmptySubsequences: false)
            guard parts.count == 6, parts[0].elementsEqual(Self.version.utf8),
                let generation = CanonicalNumber.read(parts[1], digits: 15), generation > 0
            else { return nil }
            self.generation = generation
            if !parts[2].isEmpty {
                guard let hash = PasswordHash(parts[2]) else { return nil }
                password = hash
            }
            if !parts[3].isEmpty || !parts[4].isEmpty {
                guard let lastStep = CanonicalNumber.read(parts[4], digits: 15),
                    let sealed = SealedTOTP(String(decoding: parts[3], as: UTF8.self), lastStep: lastStep)
                else { return nil }
                totp = sealed
            }
            if !parts[5].isEmpty {
                guard let hashes = RecoveryHashes(parts[5]) else { return nil }
                recovery = hashes
            }
        }
    }

    /// The changes.
    extension Credentials {
        /// A copy with a new password. All sessions end.
        public func settingPassword(_ hash: PasswordHash) -> Credentials {
            changed { $0.password = hash }
        }

        /// A copy with a new hash of the same password: ``PasswordHasher/Verification/matches(needsRenewal:)``. Sessions
        /// remain.
        public func renewingPassword(_ hash: PasswordHash) -> Credentials {
            var copy = self
            copy.password = hash
            return copy
        }

        /// A copy with a new generation. All sessions end.
        public func signingOutEverywhere() -> Credentials {
            changed { _ in }
        }

        /// A copy with a new authenticator app. All sessions end.
        ///
        /// - Parameters:
        ///   - secret: the secret that the app has scanned.
        ///   - code: the code that the app shows. It proves that the app works, and cannot be used again.
        ///   - time: the current time.
        ///   - keys: the program's keys.
        /// - Returns: `nil` if the code is wrong.
        /// - Throws: ``ValueError`` if the secret cannot be sealed.
        public func addingTOTP(
            _ secret: TOTPSecret, confirmedBy code: String, at time: Timestamp, _ keys: Keys
        ) throws(ValueError) -> Credentials? {
            guard let step = secret.step(of: code, at: time, after: 0) else { return nil }
            let sealed = try SealedTOTP(secret, lastStep: step, keys)
            return changed { $0.totp = sealed }
        }

        /// A copy without authenticator app and recovery codes. All sessions end.
        public func removingSecondFactor() -> Credentials {
            changed {
                $0.totp = nil
                $0.recovery = nil
            }
        }

        /// A copy with new recovery codes, which replace all earlier ones. All sessions end.
        ///
        /// It hashes ten codes one after another, which takes ten times as long as a password.
        ///
        /// - Throws: an `HTTPError` with status 503, or `CancellationError`.
        public func settingRecoveryCodes(
            _ codes: RecoveryCodes, with hasher: PasswordHasher
        ) async throws -> Credentials {
            let hashes = try await RecoveryHashes.hash(codes, with: hasher)
            return changed { $0.recovery = hashes }
        }

        private func changed(_ change: (inout Credentials) -> Void) -> Credentials {
            var copy = self
            // 15 digits suffice for a change in each nanosecond of eleven days; the last number stays.
            copy.generation = min(generation + 1, 999_999_999_999_999)
            change(&copy)
            return copy
        }
    }

    /// The use of a code. The user is signed in when the copy is stored, not before.
    extension Credentials {
        /// A copy in which the code of an authenticator app is used.
        ///
        /// - Parameters:
        ///   - code: what the user has entered.
        ///   - time: the current time.
        ///   - keys: the program's keys. The copy has the secret sealed with the newest one.
        /// - Returns: `nil` if the code is wrong or was used, if there is no app, and if no key opens the secret.
        /// - Throws: ``ValueError`` if the secret cannot be sealed.
        public func usingTOTP(
            _ code: String, at time: Timestamp, _ keys: Keys
        ) throws(ValueError) -> Credentials? {
            guard let totp, let secret = try? totp.secret(keys),
                let step = secret.step(of: code, at: time, after: totp.lastStep)
            else { return nil }
            var copy = self
            copy.totp = try SealedTOTP(secret, lastStep: step, keys)
            return copy
        }

        /// A copy without a recovery code that the user has entered.
        ///
        /// - Returns: `nil` if the code is wrong or was used.
        /// - Throws: an `HTTPError` with status 503, or `CancellationError`.
        public func usingRecoveryCode(_ code: String, with hasher: PasswordHasher) async throws -> Credentials? {
            guard let rest = try await recovery?.removing(code, with: hasher) else { return nil }
            var copy = self
            copy.recovery = rest
            return copy
        }

        /// Why the secret of the authenticator app cannot be read, for the log; `nil` if it can, or if the person has no app.
        package func totpProblem(_ keys: Keys) -> ValueProblem? {
            do throws(ValueProblem) {
                _ = try totp?.secret(keys)
                return nil
            } catch {
                return error
            }
        }
    }

    extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        /// `<credentials>`.
        public var description: String { "<credentials>" }

        /// `<credentials>`.
        public var debugDescription: String { "<credentials>" }

        /// An empty mirror, so that `dump` shows nothing.
        public var customMirror: Mirror { Mirror(self, children: [:]) }
    }
#endif
