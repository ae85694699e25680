#if Security
    internal import FastCGI
    internal import GatewayInterface

    /// Limits on requests that all processes of a machine share.
    ///
    /// ```swift
    /// let throttle = try Throttle(in: PrivateDirectory("/home/me/private/app", outside: "/home/me/public_html"))
    /// let search = throttle.limit(20, per: .seconds(60), by: .client)
    /// gate.get("/search", allow: .everyone.limited(by: search)) { request in … }
    /// gate.post("/orders", allow: member.limited(by: throttle.limit(100, per: .seconds(3600))) { $0.id }) { … }
    /// ```
    ///
    /// A limit of 20 per minute allows 20 requests at once, and then one every 3 seconds. So there are at most 40 in any
    /// minute. Requests above the limit are not counted.
    ///
    /// The counters are in a file of fixed size (512 KiB by default) in the private directory. It contains no address and no
    /// name: keys are hashed with a secret of the file. If there are more active keys than places, the counter that would
    /// be empty first is lost. Restarting the machine resets the counters. They depend on the time since then
    /// (CLOCK_BOOTTIME), so setting the clock changes nothing.
    public final class Throttle: Sendable {
        private let table: BucketTable

        /// Opens the counters, and creates them if they are missing.
        ///
        /// - Parameters:
        ///   - directory: the private directory, the same in all processes.
        ///   - places: the number of counters; defaults to 65,536. Each has 8 bytes. Use the same number in all processes.
        /// - Throws: `PrivateDirectoryError` if the file cannot be used, for example because the disk is full.
        public convenience init(in directory: PrivateDirectory, places: Int = 65_536) throws(PrivateDirectoryError) {
            try self.init(in: directory, places: places, boot: BootClock.boot ?? "0") { BootClock.now }
        }

        /// Opens the counters with another clock, in units of 2⁻¹⁴ seconds.
        package init(
            in directory: PrivateDirectory, places: Int, boot: String, clock: @escaping @Sendable () -> UInt64
        ) throws(PrivateDirectoryError) {
            do throws(SystemError) {
                table = try BucketTable(in: directory.directory, slots: places, boot: boot, clock: clock)
            } catch {
                throw PrivateDirectoryError(
                    "the throttle cannot use \(LogText.quoted(directory.path.utf8)): \(error)", isFull: error.isFull)
            }
        }

        /// The number of counters that were lost because all their places were in use, since the machine was started.
        ///
        /// If it grows, use more `places`.
        public var lostCounters: Int { Int(truncatingIfNeeded: table.evictions) }

        // MARK: Limits

        /// A limit for `Access/limited(by:)`.
        ///
        /// Limits with the same count, period, key and name share their counters.
        ///
        /// - Parameters:
        ///   - count: the number of requests, at least 1 and at most 1,000 per second.
        ///   - period: from 1 second to 31 days.
        ///   - key: which requests are counted together.
        ///   - name: distinguishes limits with the same values, for example "search".
        /// - Returns: the limit. If a value is invalid, the gate does not open with it.
        public func limit(_ count: Int, per period: Duration, by key: LimitKey, name: String = "") -> RequestLimit {
            let text = Self.text(count, period, name)
            guard let counter = counter(1, count, period, name, key) else {
                return RequestLimit(name: text, problems: [Self.problem(text)]) { _ in 1 }
            }
            return RequestLimit(name: text, problems: []) { request in try counter.take(counter.key(request, key)) }
        }

        /// A limit for `Access/limited(by:_:)`: `member.limited(by: throttle.limit(100, per: .seconds(3600))) { $0.id }`.
        ///
        /// - Parameters: as in ``limit(_:per:by:name:)``.
        public func limit(_ count: Int, per period: Duration, name: String = "") -> KeyedLimit {
            let text = Self.text(count, period, name)
            guard let counter = counter(2, count, period, name) else {
                return KeyedLimit(name: text, problems: [Self.problem(text)]) { _, _ in 1 }
            }
            return KeyedLimit(name: text, problems: []) { _, key in try counter.take(Array(key.utf8)) }
        }

        /// A limit on wrong credentials, for `Access/basic(realm:failures:lookup:)` and
        /// `Access/bearer(realm:failures:lookup:)`.
        ///
        /// - Parameters: as in ``limit(_:per:by:name:)``.
        public func failures(
            _ count: Int, per period: Duration, by key: LimitKey = .client, name: String = ""
        ) -> FailureLimit {
            let text = Self.text(count, period, name)
            guard let counter = counter(3, count, period, name, key) else {
                return FailureLimit(name: text, problems: [Self.problem(text)], wait: { _ in 1 }, note: { _ in })
            }
            return FailureLimit(
                name: text, problems: [],
                wait: { request in try counter.wait(counter.key(request, key)) },
                note: { request in _ = try counter.take(counter.key(request, key)) }
            )
        }

        private static func text(_ count: Int, _ period: Duration, _ name: String) -> String {
            "\(name.isEmpty ? "" : name + ": ")\(count) per \(period)"
        }

        private static func problem(_ text: String) -> String {
            "invalid limit: \(text); use at least 1 and at most 1,000 requests per second, in 1 second to 31 days"
        }

        // MARK: Counters

        /// The counters of one limit; `nil` if a value is invalid.
        ///
        /// - Parameter kind: separates the keys of different kinds of limits.
        package func counter(
            _ kind: UInt8, _ count: Int, _ period: Duration, _ name: String, _ key: LimitKey = []
        ) -> LimitCounter? {
            Rate(count, per: period).map { LimitCounter(table, kind, $0, name, key) }
        }
    }
#endif
