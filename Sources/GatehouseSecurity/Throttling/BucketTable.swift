#if Security
    internal import Crypto
    internal import FastCGI
    internal import Gatehouse

    /// Leaky buckets in a file of fixed size that all processes of a machine map.
    ///
    /// **A slot is one 64-bit word**: a tag of 22 bits, a flag, and a time of 41 bits. It only changes by compare and exchange,
    /// so there are no locks, and a process that is killed at any instruction leaves a readable table. A slot is
    ///
    /// - free: 0;
    /// - a bucket: the time at which the bucket will be empty, in units of ``Rate``, modulo 2⁴¹ (4 years);
    /// - a claim (flag): a process is about to create a bucket here. It has a time and a random number.
    ///
    /// **A key belongs to one set of 16 slots**, and is recognized by its tag. Set and tag come from HMAC-SHA256 with a secret
    /// of the table, so a client cannot choose keys that collide. Two keys share a bucket by chance with a probability of 16
    /// in 4 million.
    ///
    /// **A key never has two buckets.** A claim becomes a bucket only after a scan of the set that began when the claim was
    /// visible and found no other slot with the tag. If two claims became buckets, the claim that was made later would have
    /// been followed by a scan that saw the other one. Any process can complete a claim, so a claim whose process was killed
    /// blocks nobody. Its random number prevents that a process completes another claim than the one that it has seen.
    ///
    /// **A full set loses the bucket that would be empty first.** A new key never waits for a place. An attacker who wants to
    /// evict a full bucket has to fill 15 other slots of its unknown set with buckets that need longer to become empty, which
    /// takes about as many requests as the whole table has slots, times the requests that such a bucket permits.
    final class BucketTable: Sendable {
        private static let ways = 16
        /// The secret, and the number of evictions.
        private static let header = 16
        private static let evictionWord = 4
        private static let timeBits: UInt64 = 41
        private static let timeMask: UInt64 = 1 << timeBits - 1
        private static let claimFlag: UInt64 = 1 << timeBits
        private static let claimSecondBits: UInt64 = 17
        private static let claimNumberBits = timeBits - claimSecondBits
        /// After these seconds, the process of a claim is presumed dead.
        private static let claimLifetime: UInt64 = 60
        /// How often an operation is repeated because other processes change the same set. Each of them makes progress.
        private static let attempts = 10_000

        private let file: MappedFile
        private let sets: UInt64
        private let secret: SymmetricKey
        private let clock: @Sendable () -> UInt64

        /// Opens the table of this boot, and creates it if it is missing.
        ///
        /// - Parameters:
        ///   - directory: The directory of the file.
        ///   - slots: The number of slots.
        ///   - boot: A text for each start of the machine: the times of another boot mean nothing.
        ///   - clock: The time, in units of ``Rate``.
        init(
            in directory: borrowing OwnedDirectory, slots: Int, boot: String, clock: @escaping @Sendable () -> UInt64
        ) throws(SystemError) {
            let sets = (min(max(slots, Self.ways), 1 << 26) + Self.ways - 1) / Self.ways
            let words = Self.header + sets * Self.ways
            // The number at the front is the version of the format.
            let name = "throttle-1-\(boot)-\(words)"
            file = try MappedFile(in: directory, name: name, words: words)
            if file.isNew {
                for other in try directory.names()
                where other.hasPrefix("throttle-") && !other.hasPrefix("throttle-1-\(boot)-") {
                    _ = try directory.remove(other)
                }
            }
            self.sets = UInt64(sets)
            self.clock = clock
            secret = Self.secret(of: file)
        }

        /// The secret of the table. Each word is set once, by one of the processes.
        private static func secret(of file: MappedFile) -> SymmetricKey {
            var bytes: [UInt8] = []
            for index in 0..<evictionWord {
                if file.load(index) == 0 {
                    _ = file.compareExchange(at: index, expected: 0, desired: .random(in: 1 ... .max))
                }
                let word = file.load(index)
                for byte in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))) }
            }
            return SymmetricKey(data: bytes)
        }

        /// The number of buckets that were evicted before they were empty.
        var evictions: UInt64 { file.load(Self.evictionWord) }

        // MARK: Keys

        /// The place of a key in the table.
        struct Place: Sendable {
            fileprivate let first: Int
            /// Not 0, so that no slot with it is 0.
            fileprivate let tag: UInt64
        }

        /// The place of a key. The time grows with the length of the key; the key is not stored.
        func place(of key: [UInt8]) -> Place {
            var words: (UInt64, UInt64) = (0, 0)
            for (index, byte) in HMAC<SHA256>.authenticationCode(for: key, using: secret).enumerated() {
                if index < 8 {
                    words.0 = words.0 << 8 | UInt64(byte)
                } else if index < 16 {
                    words.1 = words.1 << 8 | UInt64(byte)
                }
            }
            return Place(
                first: Self.header + Int(words.0 % sets) * Self.ways,
                tag: max(words.1 >> (Self.timeBits + 1), 1)
            )
        }

        // MARK: Buckets

        /// Counts a request.
        ///
        /// - Returns: `nil`, or the time to wait if the bucket is full. Then nothing is counted.
        func take(_ place: Place, _ rate: Rate) throws(BucketTableError) -> UInt64? {
            for _ in 0..<Self.attempts {
                switch find(place) {
                case .bucket(let index, let word):
                    // The time is read after the word, so it is not before the time at which the word was written.
                    let now = clock()
                    let level = level(word, now, rate)
                    if level.value + rate.cost > rate.capacity {
                        // Otherwise a clock that was set back would lock the client out until it catches up.
                        let corrected = bucket(place.tag, now &+ level.value)
                        guard !level.isWrong || exchange(index, word, corrected) else { continue }
                        return level.value + rate.cost - rate.capacity
                    }
                    if exchange(index, word, bucket(place.tag, now &+ level.value &+ rate.cost)) { return nil }
                case .claim(let index, let word):
                    if exchange(index, word, bucket(place.tag, clock() &+ rate.cost)) { return nil }
                case .nothing:
                    claim(place)
                case .changing:
                    break
                }
            }
            throw BucketTableError()
        }

        /// The time to wait before ``take(_:_:)`` would count a request; `nil` if it would now.
        func wait(_ place: Place, _ rate: Rate) throws(BucketTableError) -> UInt64? {
            for _ in 0..<Self.attempts {
                switch find(place) {
                case .bucket(let index, let word):
                    let now = clock()
                    let level = level(word, now, rate)
                    guard level.value + rate.cost > rate.capacity else { return nil }
                    guard !level.isWrong || exchange(index, word, bucket(place.tag, now &+ level.value)) else {
                        continue
                    }
                    return level.value + rate.cost - rate.capacity
                case .claim, .nothing:
                    return nil
                case .changing:
                    break
                }
            }
            throw BucketTableError()
        }

        /// Takes back a request that ``take(_:_:)`` has counted.
        func giveBack(_ place: Place, _ rate: Rate) throws(BucketTableError) {
            for _ in 0..<Self.attempts {
                switch find(place) {
                case .bucket(let index, let word):
                    let now = clock()
                    let level = level(word, now, rate)
                    let rest = level.value > rate.cost ? level.value - rate.cost : 0
                    if exchange(index, word, bucket(place.tag, now &+ rest)) { return }
                case .claim, .nothing:
                    // The bucket was evicted.
                    return
                case .changing:
                    break
                }
            }
            throw BucketTableError()
        }

        /// The content of a bucket: the time until it is empty.
        ///
        /// A bucket that is more than full was filled before the clock was set back. It counts as full.
        private func level(_ word: UInt64, _ now: UInt64, _ rate: Rate) -> (value: UInt64, isWrong: Bool) {
            let value = rest(word, now)
            // One second for clocks of processors that differ.
            return value > rate.capacity + Rate.second ? (rate.capacity, true) : (value, false)
        }

        /// The time until a bucket is empty; 0 if it is.
        private func rest(_ word: UInt64, _ now: UInt64) -> UInt64 {
            let distance = (word &- now) & Self.timeMask
            // The upper half is the past.
            return distance >> (Self.timeBits - 1) == 0 ? distance : 0
        }

        private func bucket(_ tag: UInt64, _ time: UInt64) -> UInt64 {
            tag << (Self.timeBits + 1) | time & Self.timeMask
        }

        private func exchange(_ index: Int, _ expected: UInt64, _ desired: UInt64) -> Bool {
            file.compareExchange(at: index, expected: expected, desired: desired).exchanged
        }

        // MARK: Slots

        private enum Finding {
            case bucket(Int, UInt64)
            /// The only slot with the tag, according to a scan that began when the claim was visible.
            case claim(Int, UInt64)
            case nothing
            /// Other processes change the slots of this tag.
            case changing
        }

        private func find(_ place: Place) -> Finding {
            switch scan(place) {
            case .claim(let index, let word):
                guard case .claim(index, word) = scan(place) else { return .changing }
                return .claim(index, word)
            case let finding:
                return finding
            }
        }

        /// Looks at the slots of the set once. Of several claims of the tag, the first one remains.
        private func scan(_ place: Place) -> Finding {
            var claim: (index: Int, word: UInt64)?
            var isUnique = true
            for index in place.first..<(place.first + Self.ways) {
                let word = file.load(index)
                guard word >> (Self.timeBits + 1) == place.tag else { continue }
                if word & Self.claimFlag == 0 { return .bucket(index, word) }
                if claim == nil {
                    claim = (index, word)
                } else {
                    isUnique = false
                    _ = exchange(index, word, 0)
                }
            }
            guard let claim else { return .nothing }
            return isUnique ? .claim(claim.index, claim.word) : .changing
        }

        /// Claims a slot of the set, unless another process changes that slot.
        private func claim(_ place: Place) {
            let now = clock()
            let seconds = now / Rate.second
            var best = (index: place.first, word: UInt64(0), cost: UInt64.max)
            for index in place.first..<(place.first + Self.ways) {
                let word = file.load(index)
                let cost = evictionCost(word, now, seconds)
                if cost < best.cost { best = (index, word, cost) }
                if cost == 0 { break }
            }
            let second = seconds & (1 << Self.claimSecondBits - 1)
            let number = UInt64.random(in: 0..<(1 << Self.claimNumberBits))
            let claim = bucket(place.tag, second << Self.claimNumberBits | number) | Self.claimFlag
            if exchange(best.index, best.word, claim), best.cost > 0 { file.add(1, at: Self.evictionWord) }
        }

        /// What the loss of a slot costs: 0 for a free or empty one, otherwise the time until the bucket is empty.
        private func evictionCost(_ word: UInt64, _ now: UInt64, _ seconds: UInt64) -> UInt64 {
            guard word & Self.claimFlag != 0 else { return word == 0 ? 0 : rest(word, now) }
            // A claim of this moment is evicted last, because its process would have to begin again.
            let second = (word & Self.timeMask) >> Self.claimNumberBits
            let age = (seconds &- second) & (1 << Self.claimSecondBits - 1)
            let isOld = age > Self.claimLifetime && age < 1 << Self.claimSecondBits - Self.claimLifetime
            return isOld ? 0 : UInt64.max - 1
        }
    }

    /// Other processes changed the same buckets all the time. It denies the request.
    struct BucketTableError: UnavailableError, CustomStringConvertible {
        var description: String { "the table of the throttle is too busy" }
    }
#endif
