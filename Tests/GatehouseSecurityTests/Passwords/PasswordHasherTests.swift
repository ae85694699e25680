#if Security
    import FastCGI
    import Foundation
    import Gatehouse
    @testable import GatehouseSecurity
    import HTTPTypes
    import SecurityLibraries
    import TestSupport
    import Testing

    /// Hashing, the bound on concurrent hashes, and the thread on which a hash runs.
    @Suite(.timeLimit(.minutes(5)))
    struct PasswordHasherTests {
        /// Each object is an opened directory of its own, as in another process.
        private struct Site: ~Copyable {
            let directory: TemporaryDirectory

            init() throws {
                directory = try TemporaryDirectory()
            }

            func hasher(
                _ cost: PasswordCost = cheap, limit: Int = 2, wait: Duration = .seconds(60)
            ) throws -> PasswordHasher {
                try PasswordHasher(
                    in: PrivateDirectory(directory.path("private")), cost: cost, limit: limit, wait: wait)
            }

            func slots(_ count: Int) throws -> PasswordSlots {
                try PasswordSlots(in: PrivateDirectory(directory.path("private")), count: count)
            }
        }

        private static let cheap = cost(64)

        /// A cost that only tests use.
        private static func cost(_ kibibytes: Int, passes: Int = 1) -> PasswordCost {
            guard let cost = PasswordCost(checking: kibibytes, passes: passes, lanes: 1) else { preconditionFailure() }
            return cost
        }

        private let password = Password("correct horse")

        @Test
        func defaultsAreThoseOfOWASP() async throws {
            let site = try Site()
            let hasher = try PasswordHasher(in: PrivateDirectory(site.directory.path("private")))
            let hash = try await hasher.hash(password)
            #expect(hash.text.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
            #expect(hash.salt.count == 16)
            #expect(hash.output.count == 32)
            #expect(try await hasher.verify(password, hash) == .matches(needsRenewal: false))
            #expect(try await hasher.verify(Password("correct horsf"), hash) == .fails)
            #expect(try await hasher.verify(Password(""), hash) == .fails)
        }

        @Test
        func eachHashHasItsOwnSalt() async throws {
            let site = try Site()
            let hasher = try site.hasher()
            let hashes = [try await hasher.hash(password), try await hasher.hash(password)]
            #expect(hashes[0].salt != hashes[1].salt)
            #expect(hashes[0].output != hashes[1].output)
        }

        @Test
        func passwordIsRightInEachSpelling() async throws {
            let site = try Site()
            let hasher = try site.hasher()
            let hash = try await hasher.hash(Password("ne\u{301}e-k\u{E9}"))
            #expect(try await hasher.verify(Password("n\u{E9}e-ke\u{301}"), hash) == .matches(needsRenewal: false))
            #expect(try await hasher.verify(Password("nee-ke"), hash) == .fails)
            #expect(try await hasher.verify(Password("n\u{E9}e-k\u{C9}"), hash) == .fails)
        }

        @Test
        func hashOfAnotherProgramVerifiesAndIsRenewed() async throws {
            let site = try Site()
            let hasher = try site.hasher()
            let hash = try #require(PasswordHash(PasswordHashTests.text))
            #expect(try await hasher.verify(Password("password"), hash) == .matches(needsRenewal: true))
            #expect(try await hasher.verify(Password("passwore"), hash) == .fails)
            // The lanes count too.
            let cost = try #require(PasswordCost(checking: 64, passes: 1, lanes: 4))
            let salt = [UInt8](repeating: 7, count: 16)
            let lanes = PasswordHash(
                cost: cost, salt: salt, output: try cost.hash(Array("correct horse".utf8), salt: salt, length: 32))
            #expect(try await hasher.verify(password, lanes) == .matches(needsRenewal: true))
            // A short salt and a short output.
            for (salt, length) in [(15, 32), (16, 31)] {
                let salt = [UInt8](repeating: 7, count: salt)
                let short = PasswordHash(
                    cost: Self.cheap, salt: salt,
                    output: try Self.cheap.hash(Array("correct horse".utf8), salt: salt, length: length))
                #expect(try await hasher.verify(password, short) == .matches(needsRenewal: true))
            }
        }

        @Test
        func missingUserFails() async throws {
            let site = try Site()
            #expect(try await site.hasher().verify(password, nil) == .fails)
            #expect(try await site.hasher().verify(Password(""), nil) == .fails)
        }

        @Test
        func passwordThatIsTooLongFails() async throws {
            let site = try Site()
            let hasher = try site.hasher()
            let long = Password(String(repeating: "a", count: 4097))
            await #expect(throws: PasswordProblem.tooLong) { try await hasher.hash(long) }
            let empty = try await hasher.hash(Password(""))
            #expect(try await hasher.verify(long, empty) == .fails)
        }

        @Test
        func hashAboveTheLimitIs503() async throws {
            let site = try Site()
            let slots = try site.slots(2)
            let taken = [try await slots.take(within: .zero), try await slots.take(within: .zero)]
            let hasher = try site.hasher(wait: .zero)
            let error = await #expect(throws: HTTPError.self) { try await hasher.verify(password, nil) }
            #expect(error?.status == .serviceUnavailable)
            #expect(error?.headers[.retryAfter] == "5")
            #expect(error?.message == "Too many people are signing in at the moment. Try again in a few seconds.")
            await #expect(throws: HTTPError.self) { try await hasher.hash(password) }
            taken[1].release()
            _ = try await hasher.hash(password)
            // Each hash has released its place.
            _ = try await hasher.hash(password)
        }

        @Test
        func placeIsFreeWhenItsOwnerIsGone() async throws {
            let site = try Site()
            let slots = try site.slots(1)
            var taken: PasswordSlots.Slot? = try await slots.take(within: .zero)
            await #expect(throws: HTTPError.self) { try await slots.take(within: .zero) }
            _ = taken.take()
            _ = try await slots.take(within: .zero)
        }

        @Test
        func waitingHashGetsTheNextPlace() async throws {
            let site = try Site()
            let taken = try await site.slots(1).take(within: .zero)
            let hasher = try site.hasher(limit: 1)
            async let verification = hasher.verify(password, nil)
            taken.release()
            #expect(try await verification == .fails)
        }

        @Test
        func waitingHashCanBeCancelled() async throws {
            let site = try Site()
            let taken = try await site.slots(1).take(within: .zero)
            let hasher = try site.hasher(limit: 1, wait: .seconds(3600))
            let task = Task { try await hasher.verify(password, nil) }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            taken.release()
            #expect(try await hasher.verify(password, nil) == .fails)
        }

        /// One thread, like that of a worker.
        private final class OneThread: TaskExecutor {
            private let queue = DispatchQueue(label: "one thread")
            private let key = DispatchSpecificKey<Bool>()

            init() {
                queue.setSpecific(key: key, value: true)
            }

            var isCurrent: Bool { DispatchQueue.getSpecific(key: key) == true }

            func enqueue(_ job: consuming ExecutorJob) {
                let job = UnownedJob(job)
                queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
            }
        }

        @Test
        func hashDoesNotRunOnTheThreadOfTheWorker() async throws {
            let site = try Site()
            let hasher = try site.hasher()
            let thread = OneThread()
            try await withTaskExecutorPreference(thread) {
                #expect(thread.isCurrent)
                let isBlocked = try await hasher.run { thread.isCurrent }
                #expect(!isBlocked)
                #expect(thread.isCurrent)
            }
        }

        @Test
        func waitDoesNotOccupyTheThreadOfTheWorker() async throws {
            let site = try Site()
            let taken = try await site.slots(1).take(within: .zero)
            let hasher = try site.hasher(limit: 1, wait: .seconds(3600))
            let password = password
            let result = try await withTaskExecutorPreference(OneThread()) {
                async let verification = hasher.verify(password, nil)
                // Runs on the same thread while the hash waits.
                async let release: Void = taken.release()
                await release
                return try await verification
            }
            #expect(result == .fails)
        }

        @Test
        func costOfAnotherLimitIsBoundedToo() async throws {
            let site = try Site()
            #expect(try site.hasher(limit: 0).limit == 1)
            #expect(try await site.hasher(limit: -1).verify(password, nil) == .fails)
        }

        @Test
        func directoryWithoutPermissionIsAnErrorAtStart() throws {
            let site = try Site()
            let path = site.directory.path("private")
            _ = try PrivateDirectory(path)
            // A directory in the place of a lock.
            for number in 0..<2 {
                try FileManager.default.createDirectory(
                    atPath: path + "/passwords/slot-\(number)", withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            }
            let error = #expect(throws: PrivateDirectoryError.self) { try site.hasher() }
            #expect(error?.description.contains("passwords") == true)
            #expect(error?.description.contains("Is a directory") == true)
        }
    }
#endif
