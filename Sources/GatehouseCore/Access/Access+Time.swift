internal import GatewayInterface

/// Rules about when a request came: ``Request/time``.
extension Access where Evidence == Void {
    /// Lets requests pass from a moment on: `.open(from: "2026-12-01T00:00:00Z")`.
    ///
    /// - Parameters:
    ///   - start: RFC 3339, as ``Timestamp/init(_:)`` reads it. Anything else is a mistake, and the gate does not open.
    ///   - denial: how earlier requests are turned away; hidden unless told, because what is not published yet often must
    ///     not be known yet.
    public static func open(from start: String, else denial: Denial = .hidden) -> Access {
        open("from \(start)", start, nil, denial)
    }

    /// Lets requests pass before a moment: `.open(until: "2027-01-01T00:00:00+01:00")`.
    ///
    /// - Parameters:
    ///   - end: as above; the first moment that is too late.
    ///   - denial: how later requests are turned away; hidden unless told.
    public static func open(until end: String, else denial: Denial = .hidden) -> Access {
        open("until \(end)", nil, end, denial)
    }

    /// Lets requests pass from one moment on and before another.
    ///
    /// ```swift
    /// gate.get("/calendar", allow: .open(from: "2026-12-01T00:00:00Z", until: "2026-12-25T00:00:00Z")) { _ in … }
    /// ```
    ///
    /// - Parameters:
    ///   - start: as above.
    ///   - end: the first moment that is too late. One that does not lie after the start is a mistake.
    ///   - denial: how other requests are turned away; hidden unless told.
    public static func open(from start: String, until end: String, else denial: Denial = .hidden) -> Access {
        open("from \(start) until \(end)", start, end, denial)
    }

    /// Lets requests pass from a moment on that the program has as a value.
    public static func open(from start: Timestamp, else denial: Denial = .hidden) -> Access {
        open("from \(start)", start, nil, [], denial)
    }

    /// Lets requests pass before a moment that the program has as a value.
    public static func open(until end: Timestamp, else denial: Denial = .hidden) -> Access {
        open("until \(end)", nil, end, [], denial)
    }

    /// Lets requests pass from one moment on and before another, both as values.
    ///
    /// An end that does not lie after the start is a configuration error, and the gate does not open.
    public static func open(from start: Timestamp, until end: Timestamp, else denial: Denial = .hidden) -> Access {
        open("from \(start) until \(end)", start, end, [], denial)
    }

    private static func open(_ name: String, _ start: String?, _ end: String?, _ denial: Denial) -> Access {
        var problems: [String] = []
        func moment(_ text: String?) -> Timestamp? {
            guard let text else { return nil }
            if let moment = Timestamp(text) { return moment }
            problems.append("\(LogText.quoted(text.utf8)) is no moment; write 2026-12-24T18:00:00Z, or +01:00 for Z")
            return nil
        }
        let first = moment(start)
        let last = moment(end)
        return open(name, first, last, problems, denial)
    }

    private static func open(
        _ name: String, _ first: Timestamp?, _ last: Timestamp?, _ malformed: [String], _ denial: Denial
    ) -> Access {
        var problems = malformed
        if let first, let last, first >= last { problems.append("the rule \(name) ends before it begins") }
        let isReadable = problems.isEmpty
        return Access(name: name, problems: problems) { request in
            let isEarly = first.map { request.time < $0 } ?? false
            let isLate = last.map { request.time >= $0 } ?? false
            guard isReadable, !isEarly, !isLate else { throw denial }
        }
    }

    /// Lets requests pass at certain hours of each day: `.daily(from: "08:00", to: "17:00", utcOffset: "+01:00")`.
    ///
    /// The offset stays the same all year: the rule knows of no summer time.
    ///
    /// - Parameters:
    ///   - start: `HH:MM`, from 00:00 to 23:59; the first minute that is open.
    ///   - end: as well; the first minute that is closed. One before the start lies on the next day: from 22:00 to 06:00
    ///     is open at night.
    ///   - utcOffset: of the clock that these hours stand on: `+01:00`, `-05:30`, `Z`.
    ///   - denial: how requests at other hours are turned away. Unless told 503 with the time until it opens in
    ///     `Retry-After`: it is closed for everybody, and opens again by itself.
    ///
    /// A time or an offset that is malformed is a mistake, and the gate does not open; so are hours that begin and end
    /// alike, which could mean always or never.
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
        let time = "is no time of day; write 08:00"
        let first = minutes(start, time) { $0.timeOfDay() }
        let last = minutes(end, time) { $0.timeOfDay() }
        let offset = minutes(utcOffset, "is no offset from UTC; write +01:00 or Z") { $0.offset() }
        if let first, first == last {
            problems.append("the rule \(name) begins and ends at the same time; write other hours, or no rule of hours")
        }
        return Access(name: name, problems: problems) { request in
            guard let first, let last, let offset else { throw denial ?? .unavailable }
            // From the opening on, in seconds, on a circle of a day.
            let now = sinceMidnight(request.time.secondsSince1970 % 86_400 + offset * 60)
            let passed = sinceMidnight(now - first * 60)
            guard passed < sinceMidnight((last - first) * 60) else {
                throw denial ?? .unavailable(retryAfter: Int(86_400 - passed))
            }
        }
    }

    /// The seconds on the clock, whatever the day.
    private static func sinceMidnight(_ seconds: Int64) -> Int64 {
        let rest = seconds % 86_400
        return rest < 0 ? rest + 86_400 : rest
    }
}
