#if Security
    internal import FastCGI
    internal import SecurityLibraries

    /// Hashes and verifies passwords with Argon2id, with a bound on the memory that all processes use together.
    ///
    /// ```swift
    /// let hasher = try PasswordHasher(in: site)
    /// let hash = try await hasher.hash(form.password)              // after PasswordPolicy.check
    /// switch try await hasher.verify(form.password, user?.password) {
    /// case .matches(let needsRenewal): …
    /// case .fails: …                                               // wrong password, or no such user
    /// }
    /// ```
    ///
    /// A hash runs on a thread of its own, so the handler can be cancelled meanwhile and other tasks of the worker go on. At
    /// most ``limit`` hashes run at the same time in all processes that use the private directory. A further one waits, and
    /// after ``wait`` it throws an `HTTPError` with status 503 and `Retry-After`. The memory of a hash returns to the system
    /// when it ends.
    public final class PasswordHasher: Sendable {
        /// The result of a verification.
        public enum Verification: Sendable, Hashable {
            /// The password is right. If `needsRenewal` is true, store a new hash of it: the stored one has another cost.
            case matches(needsRenewal: Bool)
            /// The password is wrong, or there is no hash.
            case fails
        }

        /// The cost of new hashes.
        public let cost: PasswordCost

        /// The maximum number of hashes that run at the same time, in all processes together.
        public let limit: Int

        /// How long a hash waits before the response is 503.
        public let wait: Duration

        private let slots: PasswordSlots

        /// Takes the place of the hash of a user who does not exist.
        private let noHash: PasswordHash

        private static let saltLength = 16
        private static let outputLength = 32

        /// Creates a hasher.
        ///
        /// - Parameters:
        ///   - directory: the private directory. The locks are in its directory `passwords`.
        ///   - cost: the cost of new hashes.
        ///   - limit: the maximum number of concurrent hashes, at least 1. It must be the same in all processes. Two
        ///     hashes of the standard cost need 38 MiB.
        ///   - wait: how long a hash waits for others.
        /// - Throws: `PrivateDirectoryError` if the locks cannot be created.
        public init(
            in directory: PrivateDirectory,
            cost: PasswordCost = .standard,
            limit: Int = 2,
            wait: Duration = .seconds(5)
        ) throws(PrivateDirectoryError) {
            self.cost = cost
            self.limit = max(limit, 1)
            self.wait = wait
            slots = try PasswordSlots(in: directory, count: self.limit)
            noHash = PasswordHash(
                cost: cost, salt: .random(Self.saltLength), output: .random(Self.outputLength))
        }

        /// Hashes a new password, with a new random salt.
        ///
        /// - Throws: ``PasswordProblem/tooLong``, an `HTTPError` with status 503, ``StoreError``, or `CancellationError`.
        public func hash(_ password: Password) async throws -> PasswordHash {
            guard let bytes = password.bytes else { throw PasswordProblem.tooLong }
            let cost = cost
            return try await run { () throws(Argon2.Failure) in
                let salt = [UInt8].random(Self.saltLength)
                let output = try cost.hash(bytes, salt: salt, length: Self.outputLength)
                return PasswordHash(cost: cost, salt: salt, output: output)
            }
        }

        /// Verifies a password.
        ///
        /// - Parameters:
        ///   - password: the password that somebody has entered.
        ///   - hash: the stored hash; `nil` if the user does not exist. Then the same work is done, so that the time does not
        ///     reveal which users exist.
        /// - Throws: an `HTTPError` with status 503, ``StoreError``, or `CancellationError`.
        public func verify(_ password: Password, _ hash: PasswordHash?) async throws -> Verification {
            let stored = hash ?? noHash
            let bytes = password.bytes ?? []
            let isRight = try await run { () throws(Argon2.Failure) in
                let output = try stored.cost.hash(bytes, salt: stored.salt, length: stored.output.count)
                return output.isEqualInConstantTime(to: stored.output)
            }
            guard isRight, hash != nil, password.bytes != nil else { return .fails }
            let isCurrent =
                stored.cost == cost && stored.salt.count >= Self.saltLength
                && stored.output.count >= Self.outputLength
            return .matches(needsRenewal: !isCurrent)
        }

        /// Runs a hash on a thread of its own, when there is a free slot.
        func run<Result: Sendable>(
            _ body: @escaping @Sendable () throws(Argon2.Failure) -> Result
        ) async throws -> Result {
            let slot = try await slots.take(within: wait)
            do {
                return try await withCheckedThrowingContinuation { continuation in
                    do throws(SystemError) {
                        try Thread.start {
                            let result = Swift.Result { () throws(Argon2.Failure) in try body() }
                            // Free before the handler continues.
                            slot.release()
                            continuation.resume(with: result.mapError { $0 as any Error })
                        }
                    } catch {
                        continuation.resume(throwing: error)
                    }
                }
            } catch let error as Argon2.Failure where error.isMemory {
                throw PasswordSlots.unavailable("There is not enough memory to check passwords at the moment.")
            }
        }
    }

    extension PasswordCost {
        /// The Argon2id hash with this cost.
        func hash(_ bytes: [UInt8], salt: [UInt8], length: Int) throws(Argon2.Failure) -> [UInt8] {
            try Argon2.hash(
                bytes, salt: salt, kibibytes: UInt32(kibibytes), passes: UInt32(passes), lanes: UInt32(lanes),
                length: length)
        }
    }
#endif
