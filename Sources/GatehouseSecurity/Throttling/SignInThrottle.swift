#if Security
    internal import Crypto
    package import GatewayInterface
    internal import Synchronization

    /// Slows down the guessing of passwords and codes, without locking users out.
    ///
    /// ```swift
    /// let attempt = try signIns.attempt(account: name, device: request.cookie("__Host-device"), request: request)
    /// if let seconds = attempt.retryAfter { throw Denial.tooManyRequests(retryAfter: seconds) }
    /// // Verify the password. A failure needs no call.
    /// let device = try signIns.succeeded(attempt, at: request.time)       // set it as the cookie "__Host-device"
    /// ```
    ///
    /// An attempt is counted before the password is verified, so parallel guesses are counted too. A success takes back its
    /// own count and no other, so a user with an account of their own gains nothing for other accounts. The delay between
    /// attempts grows as the shorter limit and then the longer one is used up:
    ///
    /// | counted together | limits | delay then |
    /// |---|---|---|
    /// | one client on one account | 5 in 30 minutes, 40 in a day | 6 minutes, 36 minutes |
    /// | all unknown devices on one account | 20 in an hour, 100 in a day | 3 minutes, 15 minutes |
    /// | one client on all accounts | 100 in an hour, 500 in a day | 36 seconds, 3 minutes |
    /// | one known device on its account | 5 in 30 minutes, 40 in a day | 6 minutes, 36 minutes |
    ///
    /// **Known devices.** A device gets a cookie at a successful sign-in (OWASP, "Slow Down Online Guessing Attacks with
    /// Device Cookies"). With it, attempts on this account are counted for the device alone. So the owner signs in from a known
    /// device while others guess, whatever their number and addresses. A cookie of another account counts as no cookie.
    ///
    /// **Limit.** Guesses from many addresses can use up the attempts of all unknown devices on an account. Then the owner
    /// needs a known device, a link by mail, or patience.
    public struct SignInThrottle: Sendable {
        /// How long a device is known after a sign-in, in seconds: 180 days.
        public static let deviceLifetime: Int64 = 180 * 86_400

        private static let purpose = Purpose(library: "device")
        private static let idLength = 16

        private let pair: [LimitCounter]
        private let account: [LimitCounter]
        private let client: [LimitCounter]
        private let device: [LimitCounter]
        private let keys: Keys

        /// Creates the limits of sign-ins.
        ///
        /// - Parameters:
        ///   - throttle: the counters.
        ///   - keys: seal the cookies of devices.
        public init(_ throttle: Throttle, keys: Keys) {
            func counters(_ name: String, _ limits: (count: Int, period: Duration)...) -> [LimitCounter] {
                // The limits are valid constants.
                limits.compactMap { throttle.counter(4, $0.count, $0.period, name) }
            }
            let (hour, day) = (Duration.seconds(3600), Duration.seconds(86_400))
            pair = counters("pair", (5, .seconds(1800)), (40, day))
            account = counters("account", (20, hour), (100, day))
            client = counters("client", (100, hour), (500, day))
            device = counters("device", (5, .seconds(1800)), (40, day))
            self.keys = keys
        }

        /// Counts an attempt, before the password is verified.
        ///
        /// - Parameters:
        ///   - account: the account in one spelling, whether it exists or not. Any length; it is not stored.
        ///   - device: the value of the device's cookie, as the client sent it.
        ///   - request: the request, for the client's address and the time.
        /// - Throws: an error if the counters cannot be changed: refuse the attempt.
        public func attempt(account: String, device: String?, request: Request) throws -> SignInAttempt {
            try attempt(account: account, client: request.countedClient, device: device, at: request.time)
        }

        /// Counts an attempt; as ``attempt(account:device:request:)``.
        package func attempt(
            account: String, client: IPAddress?, device: String?, at time: Timestamp
        ) throws -> SignInAttempt {
            let account = Array(SHA256.hash(data: Array(account.utf8)))
            let id = device.flatMap { known($0, account, time) }
            var counted: [(LimitCounter, [UInt8])] = []
            if let id {
                counted = self.device.map { ($0, id + account) }
            } else {
                let client = LimitCounter.network(of: client)
                counted = pair.map { ($0, account + client) }
                counted += self.client.map { ($0, client) }
                counted += self.account.map { ($0, account) }
            }
            for (index, (counter, key)) in counted.enumerated() {
                guard try counter.take(key) != nil else { continue }
                for (counter, key) in counted[..<index] { try counter.giveBack(key) }
                // The longest delay of all limits: a client that comes back then is not refused by another one.
                let seconds = try counted.compactMap { try $0.0.wait($0.1) }.max() ?? 1
                return SignInAttempt(retryAfter: seconds, device: id, account: account, counted: [])
            }
            return SignInAttempt(retryAfter: nil, device: id, account: account, counted: counted)
        }

        /// Notes that an attempt succeeded: takes back its count, and makes the device known.
        ///
        /// Call it when the user is signed in completely. With a second factor, that is after the code.
        ///
        /// - Parameters:
        ///   - attempt: the attempt, which was allowed.
        ///   - time: the current time, usually `request.time`.
        /// - Returns: the value of the device's cookie. The cookie must be `HttpOnly` and `Secure`; it expires after
        ///   ``deviceLifetime``.
        /// - Throws: an error if the attempt was not allowed, or if the counters cannot be changed.
        public func succeeded(_ attempt: SignInAttempt, at time: Timestamp) throws -> String {
            guard attempt.retryAfter == nil else { throw SignInThrottleError() }
            if attempt.isOpen.exchange(false, ordering: .relaxed) {
                for (counter, key) in attempt.counted { try counter.giveBack(key) }
            }
            let id = attempt.device ?? (0..<Self.idLength).map { _ in UInt8.random(in: .min ... .max) }
            let expires = Timestamp(secondsSince1970: time.secondsSince1970 + Self.deviceLifetime)
            return try keys.seal(id + attempt.account, for: Self.purpose, expires: expires)
        }

        /// The identifier in the cookie of a device that is known for the account.
        private func known(_ cookie: String, _ account: [UInt8], _ time: Timestamp) -> [UInt8]? {
            guard let bytes = keys.open(cookie, for: Self.purpose, at: time),
                bytes.count == Self.idLength + account.count, bytes.suffix(account.count).elementsEqual(account)
            else { return nil }
            return Array(bytes.prefix(Self.idLength))
        }
    }

    /// One attempt to sign in: ``SignInThrottle/attempt(account:device:request:)``.
    public final class SignInAttempt: Sendable {
        /// The seconds after which the client can try again; `nil` if the attempt is allowed.
        public let retryAfter: Int?

        /// Whether the device is known for the account.
        public var isKnownDevice: Bool { device != nil }

        fileprivate let device: [UInt8]?
        fileprivate let account: [UInt8]
        fileprivate let counted: [(LimitCounter, [UInt8])]
        /// Whether the count was not taken back yet.
        fileprivate let isOpen = Atomic(true)

        fileprivate init(
            retryAfter: Int?, device: [UInt8]?, account: [UInt8], counted: [(LimitCounter, [UInt8])]
        ) {
            self.retryAfter = retryAfter
            self.device = device
            self.account = account
            self.counted = counted
        }
    }

    /// A sign-in succeeded although its attempt was refused: an error of the program.
    struct SignInThrottleError: Error, CustomStringConvertible {
        var description: String { "a refused attempt cannot succeed; check `retryAfter` before the password" }
    }
#endif
