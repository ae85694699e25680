internal import GatewayInterface

/// Rules about the time of a request: ``Request/time``.
extension Access where Evidence == Void {
    /// Allows requests from a time on: `.open(from: "2026-12-01T00:00:00Z")`.
    ///
    /// - Parameters:
    ///   - start: a time as in RFC 3339, which ``Timestamp/init(_:)`` reads. Anything else is a configuration error:
    ///     the gate does not open.
    ///   - denial: the denial for earlier requests; defaults to hidden, because unpublished content is often
    ///     confidential.
    public static func open(from start: String, else denial: Denial = .hidden) -> Access {
        open("from \(start)", from: start, until: nil, else: denial)
    }

    /// Allows requests before a time: `.open(until: "2027-01-01T00:00:00+01:00")`.
    ///
    /// - Parameters:
    ///   - end: the first time that is denied, in the same format as in ``Access/open(from:else:)-(String,_)``.
    ///   - denial: the denial for later requests; defaults to hidden.
    public static func open(until end: String, else denial: Denial = .hidden) -> Access {
        open("until \(end)", from: nil, until: end, else: denial)
    }

    /// Allows requests from one time on and before another.
    ///
    /// ```swift
    /// gate.get("/calendar", allow: .open(from: "2026-12-01T00:00:00Z", until: "2026-12-25T00:00:00Z")) { _ in … }
    /// ```
    ///
    /// - Parameters:
    ///   - start: the first time that is allowed, in the same format as in ``Access/open(from:else:)-(String,_)``.
    ///   - end: the first time that is denied. It must be after the start; otherwise it is a configuration error.
    ///   - denial: the denial for other requests; defaults to hidden.
    public static func open(from start: String, until end: String, else denial: Denial = .hidden) -> Access {
        open("from \(start) until \(end)", from: start, until: end, else: denial)
    }

    /// Allows requests from a time on, which the program has as a value.
    public static func open(from start: Timestamp, else denial: Denial = .hidden) -> Access {
        open("from \(start)", from: start, until: nil, malformed: [], else: denial)
    }

    /// Allows requests before a time, which the program has as a value.
    public static func open(until end: Timestamp, else denial: Denial = .hidden) -> Access {
        open("until \(end)", from: nil, until: end, malformed: [], else: denial)
    }

    /// Allows requests from one time on and before another, both as values.
    ///
    /// An end that is not after the start is a configuration error: the gate does not open.
    public static func open(from start: Timestamp, until end: Timestamp, else denial: Denial = .hidden) -> Access {
        open("from \(start) until \(end)", from: start, until: end, malformed: [], else: denial)
    }

    private static func open(_ name: String, from start: String?, until end: String?, else denial: Denial) -> Access {
        var problems: [String] = []
        func moment(_ text: String?) -> Timestamp? {
            guard let text else { return nil }
            if let moment = Timestamp(text) { return moment }
            problems.append(
                "\(LogText.quoted(text.utf8)) is not a date and time; write it as 2026-12-24T18:00:00Z or 2026-12-24T19:00:00+01:00"
            )
            return nil
        }
        let first = moment(start)
        let last = moment(end)
        return open(name, from: first, until: last, malformed: problems, else: denial)
    }

    private static func open(
        _ name: String, from first: Timestamp?, until last: Timestamp?, malformed: [String], else denial: Denial
    ) -> Access {
        var problems = malformed
        if let first, let last, first >= last {
            problems.append("the rule '\(name)' ends before it starts; swap the two times, or use a later end")
        }
        let isReadable = problems.isEmpty
        return Access(name: name, problems: problems) { request in
            let isEarly = first.map { request.time < $0 } ?? false
            let isLate = last.map { request.time >= $0 } ?? false
            guard isReadable, !isEarly, !isLate else { throw denial }
        }
    }

    /// Allows requests at certain hours of each day: `.daily(from: "08:00", to: "17:00", utcOffset: "+01:00")`.
    ///
    /// The offset is the same all year: the rule does not handle daylight saving time.
    ///
    /// A malformed time or offset is a configuration error, and so are equal times, which could mean always or never.
    /// The gate does not open.
    ///
    /// - Parameters:
    ///   - start: the first minute that is allowed, as `HH:MM` from 00:00 to 23:59.
    ///   - end: the first minute that is denied, in the same format. An end before the start is on the next day: from
    ///     22:00 to 06:00 allows requests at night.
    ///   - utcOffset: the offset from UTC of both times: `+01:00`, `-05:30`, `Z`.
    ///   - denial: the denial at other hours. Defaults to 503 with the time until the next start in `Retry-After`,
    ///     because the hours are the same for every client.
    public static func daily(
        from start: String,
        to end: String,
        utcOffset: String,
        else denial: Denial? = nil
    ) -> Access {
        let name = "daily from \(start) to \(end), UTC offset \(utcOffset)"
        var problems: [String] = []
        func minutes(_ text: String, _ hint: String, _ read: (inout Digits) -> Int?) -> Int64? {
            var digits = Digits(text)
            if let minutes = read(&digits), digits.isAtEnd { return Int64(minutes) }
            problems.append("\(LogText.quoted(text.utf8)) \(hint)")
            return nil
        }
        let time = "is not a time of day; write it as 08:00"
        let first = minutes(start, time) { $0.timeOfDay() }
        let last = minutes(end, time) { $0.timeOfDay() }
        let offset = minutes(utcOffset, "is not an offset from UTC; write it as +01:00 or Z") { $0.offset() }
        if let first, first == last {
            problems.append(
                "the rule '\(name)' starts and ends at the same time; change one of the times, or remove the rule")
        }
        return Access(name: name, problems: problems) { request in
            guard let first, let last, let offset else { throw denial ?? .unavailable }
            // Seconds since the start, modulo one day.
            let now = sinceMidnight(request.time.secondsSince1970 % 86_400 + offset * 60)
            let passed = sinceMidnight(now - first * 60)
            guard passed < sinceMidnight((last - first) * 60) else {
                throw denial ?? .unavailable(retryAfter: Int(86_400 - passed))
            }
        }
    }

    /// The seconds since midnight, from 0 to 86,399.
    private static func sinceMidnight(_ seconds: Int64) -> Int64 {
        let rest = seconds % 86_400
        return rest < 0 ? rest + 86_400 : rest
    }
}
