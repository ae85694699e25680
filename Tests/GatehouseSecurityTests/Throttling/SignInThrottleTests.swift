#if Security
    import Gatehouse
    import GatehouseConfiguration
    import GatewayInterface
    import Testing

    @testable import GatehouseSecurity

    /// Guesses, owners and devices.
    @Suite
    struct SignInThrottleTests {
        private let table: TestTable
        private let signIns: SignInThrottle
        private let keys: Keys
        private let now = Timestamp(secondsSince1970: 1_800_000_000)

        init() throws {
            table = try TestTable()
            keys = try Keys([Secret("8vXSdOAHXU6dDnpGcOn2eqfZ2A4gWqUMbOCDLaTeXNA=")])
            signIns = try SignInThrottle(table.throttle(), keys: keys)
        }

        private func address(_ number: Int) throws -> IPAddress {
            try #require(IPAddress("10.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"))
        }

        private func attempt(
            _ account: String = "owner", from client: Int? = 1, device: String? = nil
        ) throws -> SignInAttempt {
            try signIns.attempt(account: account, client: client.map(address), device: device, at: now)
        }

        private func signIn(_ account: String = "owner", from client: Int = 1, device: String? = nil) throws -> String {
            try signIns.succeeded(attempt(account, from: client, device: device), at: now)
        }

        /// How many of some guesses are allowed.
        private func guesses(
            _ count: Int, _ account: (Int) -> String = { _ in "owner" }, from client: (Int) -> Int?,
            device: String? = nil
        ) throws -> Int {
            var allowed = 0
            for index in 0..<count
            where try attempt(account(index), from: client(index), device: device).retryAfter == nil {
                allowed += 1
            }
            return allowed
        }

        // MARK: The owner

        @Test
        func ownerSignsInFromKnownDeviceDuringTenThousandGuesses() throws {
            let device = try signIn()
            var allowed = 0
            for round in 0..<100 {
                allowed += try guesses(100, from: { 1000 + round * 100 + $0 })
                let attempt = try attempt(device: device)
                #expect(attempt.retryAfter == nil && attempt.isKnownDevice)
                _ = try signIns.succeeded(attempt, at: now)
            }
            #expect(allowed == 20)
            // An unknown device waits, but not longer than documented.
            #expect(try attempt(from: 7).retryAfter == 180)
            // Other users are not affected.
            #expect(try attempt("other", from: 7).retryAfter == nil)
        }

        @Test
        func ownerSignsInFromUnknownDeviceDuringTenThousandGuessesOfOneClient() throws {
            var allowed = 0
            for hour in 0..<48 {
                allowed += try guesses(10_000 / 48, from: { _ in 1000 })
                #expect(try attempt(from: 7 + hour).retryAfter == nil)
                table.clock.advance(seconds: 3600)
            }
            #expect((80...121).contains(allowed))
        }

        @Test
        func guessesOfAllClientsOnOneAccountAreBounded() throws {
            var allowed = 0
            for _ in 0..<(2 * 24 * 6) {
                allowed += try guesses(50, from: { _ in .random(in: 0..<1_000_000) })
                table.clock.advance(seconds: 600)
            }
            // 100, and 100 a day.
            #expect((200...301).contains(allowed))
        }

        @Test
        func delayGrows() throws {
            var delays: [Int] = []
            for _ in 0..<100 {
                guard let delay = try attempt().retryAfter else { continue }
                if delays.last != delay { delays.append(delay) }
                // A client that keeps to the delay is allowed then.
                table.clock.advance(seconds: Int64(delay))
                #expect(try attempt().retryAfter == nil)
            }
            #expect(delays.first == 360)
            #expect(delays.last == 2160)
            #expect(delays == delays.sorted())
        }

        // MARK: Devices

        @Test
        func guessesWithStolenDeviceAreThrottled() throws {
            let device = try signIn()
            #expect(try guesses(10_000, from: { $0 }, device: device) == 5)
            let refused = try attempt(device: device)
            #expect(refused.retryAfter == 360 && refused.isKnownDevice)
            // They do not use up the attempts of unknown devices, or of another device.
            let other = try signIn(from: 4)
            #expect(try attempt(device: other).retryAfter == nil)
        }

        @Test
        func foreignAndInvalidCookiesCountAsNone() throws {
            let foreign = try signIn("attacker", from: 2)
            var flipped = Array(try signIn(from: 5).utf8)
            flipped[40] = flipped[40] == 0x41 ? 0x42 : 0x41
            let expired = try signIns.attempt(
                account: "owner", client: address(9), device: signIn(from: 6),
                at: now + .seconds(SignInThrottle.deviceLifetime))
            #expect(!expired.isKnownDevice)
            let purpose = Purpose(library: "device")
            let cookies = [
                foreign, String(decoding: flipped, as: UTF8.self),
                try keys.sign(Array(repeating: 0, count: 48), for: purpose, expires: now + .seconds(9)),
                try keys.seal([1], for: purpose, expires: now + .seconds(9)), "", "\0",
                String(repeating: "A", count: 8192),
            ]
            for (index, cookie) in cookies.enumerated() {
                #expect(try !attempt(from: 10 + index, device: cookie).isKnownDevice)
            }
            // Guesses with such a cookie are guesses of unknown devices.
            #expect(try guesses(10_000, from: { 1000 + $0 }, device: foreign) == 20 - 8)
            #expect(try attempt(from: 8, device: foreign).retryAfter == 180)
            #expect(try attempt("attacker", from: 8, device: foreign).isKnownDevice)
        }

        @Test
        func deviceKeepsItsCounterAtTheNextSignIn() throws {
            let device = try signIn()
            #expect(try guesses(4, from: { $0 }, device: device) == 4)
            let renewed = try signIn(device: device)
            #expect(renewed != device)
            #expect(try guesses(4, from: { $0 }, device: renewed) == 1)
        }

        @Test
        func cookieRevealsNothing() throws {
            let one = try #require(Base64URL.decode(try signIn().utf8))
            let other = try #require(Base64URL.decode(try signIn().utf8))
            // Only kind, key and expiry are equal.
            #expect(zip(one, other).filter { $0 == $1 }.count < 30)
        }

        // MARK: Successes

        /// An attacker has an account, and signs in between the guesses.
        @Test
        func successResetsNoOtherCount() throws {
            var allowed = 0
            for index in 0..<1000 {
                let own = try attempt("attacker", from: 9)
                if own.retryAfter == nil { _ = try signIns.succeeded(own, at: now) }
                if try attempt("user \(index)", from: 9).retryAfter == nil { allowed += 1 }
            }
            #expect(allowed == 100)
            // The owner of the guessed account signs in from another place.
            #expect(try guesses(10, { _ in "busy" }, from: { _ in 4 }) == 5)
            _ = try signIn("busy", from: 3)
            #expect(try attempt("busy", from: 4).retryAfter != nil)
        }

        @Test
        func successTakesBackItsCountOnce() throws {
            for _ in 0..<50 { _ = try signIn(from: 1) }
            let first = try attempt()
            let second = try attempt()
            for _ in 0..<10 { _ = try signIns.succeeded(first, at: now) }
            #expect(try guesses(10, from: { _ in 1 }) == 4)
            _ = try signIns.succeeded(second, at: now)
            #expect(try guesses(10, from: { _ in 1 }) == 1)
        }

        @Test
        func refusedAttemptCannotSucceed() throws {
            #expect(try guesses(5, from: { _ in 1 }) == 5)
            let refused = try attempt()
            #expect(refused.retryAfter != nil)
            #expect(throws: SignInThrottleError.self) { try signIns.succeeded(refused, at: now) }
        }

        @Test
        func parallelAttemptsAreCountedBeforeTheyAreVerified() throws {
            let attempts = try (0..<100).map { _ in try attempt() }
            #expect(attempts.filter { $0.retryAfter == nil }.count == 5)
        }

        /// Otherwise guesses that are refused would use up the attempts of the client.
        @Test
        func refusedAttemptCountsNowhere() throws {
            #expect(try guesses(1000, from: { _ in 1 }) == 5)
            #expect(try guesses(1000, { "user \($0)" }, from: { _ in 1 }) == 95)
        }

        /// The limit of the account refuses after those of the client have counted.
        @Test
        func refusalOfABusyAccountCountsNowhere() throws {
            #expect(try guesses(100, from: { $0 }) == 20)
            #expect(try guesses(50, from: { _ in 5000 }) == 0)
            #expect(try guesses(200, { "user \($0)" }, from: { _ in 5000 }) == 100)
        }

        // MARK: Clients

        @Test
        func clientsWithoutAddressAreOneClient() throws {
            #expect(try guesses(1000, { "user \($0)" }, from: { _ in nil }) == 100)
            #expect(try attempt("other", from: 1).retryAfter == nil)
        }

        @Test
        func networkIsOneClient() throws {
            var allowed = 0
            for index in 0..<1000 {
                let address = IPAddress("2001:db8::\(String(index, radix: 16))")
                let attempt = try signIns.attempt(account: "u\(index)", client: address, device: nil, at: now)
                if attempt.retryAfter == nil { allowed += 1 }
            }
            #expect(allowed == 100)
        }

        @Test
        func accountOfAnyLengthIsCounted() throws {
            for account in ["", "\0", String(repeating: "x", count: 1 << 20)] {
                #expect(try guesses(10, { _ in account }, from: { _ in 1 }) == 5)
            }
        }
    }
#endif
