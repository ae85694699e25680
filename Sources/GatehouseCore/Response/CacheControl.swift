/// The value of a `Cache-Control` field (RFC 9111, section 5.2.2), out of directives that do not contradict each other.
///
/// ```swift
/// gate.get("/terms", allow: .everyone) { _ in
///     Page("Terms", terms).cached(try CacheControl(.public, .maxAge(.seconds(3600))), tag: version)
/// }
/// ```
///
/// Without one, what a rule other than `.everyone` opens is `no-store`. `public` lets caches that many share answer everybody
/// with what this rule has let one person see: say it behind a rule only where that is meant.
public struct CacheControl: Sendable, Hashable, CustomStringConvertible {
    /// A part of the field.
    public struct Directive: Sendable, Hashable {
        fileprivate let name: String
        fileprivate var seconds: Int?

        private init(_ name: String, _ time: Duration? = nil) {
            self.name = name
            // What is less than nothing is found out later, and so is a part of a second.
            seconds = time.map { time in
                // RFC 9111, section 1.2.2: a cache takes every number above 2^31 for 2^31.
                time.attoseconds.isMultiple(of: 1_000_000_000_000_000_000)
                    ? Int(clamping: time.wholeSeconds) : Self.fractional
            }
        }

        /// Stands for a number of seconds that is not whole.
        fileprivate static let fractional = Int.min

        /// No cache keeps it.
        public static let noStore = Directive("no-store")
        /// A cache asks each time whether what it keeps is still right.
        public static let noCache = Directive("no-cache")
        /// Caches that many share may keep it.
        public static let `public` = Directive("public")
        /// Only the client's own cache may keep it.
        public static let `private` = Directive("private")
        /// What has become old must not be used without asking.
        public static let mustRevalidate = Directive("must-revalidate")
        /// The same, for caches that many share.
        public static let proxyRevalidate = Directive("proxy-revalidate")
        /// It must not be changed on the way.
        public static let noTransform = Directive("no-transform")
        /// It does not change for as long as it is fresh, so that even a reload need not ask (RFC 8246).
        public static let immutable = Directive("immutable")

        /// It is fresh for so long; whole seconds.
        public static func maxAge(_ time: Duration) -> Directive { Directive("max-age", time) }
        /// The same, for caches that many share.
        public static func sharedMaxAge(_ time: Duration) -> Directive { Directive("s-maxage", time) }
        /// When it is old, it may be used for so long while a cache asks (RFC 5861).
        public static func staleWhileRevalidate(_ time: Duration) -> Directive {
            Directive("stale-while-revalidate", time)
        }
        /// When it is old and the server fails, it may be used for so long (RFC 5861).
        public static func staleIfError(_ time: Duration) -> Directive { Directive("stale-if-error", time) }
    }

    /// The value as it stands in the field.
    public let description: String

    /// Whether no cache may keep the response.
    let isNoStore: Bool

    /// No cache keeps it.
    public static let noStore = CacheControl([.noStore])

    /// Only the client's own cache keeps it, and asks each time.
    public static let revalidated = CacheControl([.private, .noCache])

    /// For a URL that changes with its content: everybody keeps it for a year.
    public static let forever = CacheControl([.public, .maxAge(.seconds(31_536_000)), .immutable])

    /// Makes a value out of directives.
    ///
    /// - Parameter directives: at least one, each once.
    /// - Throws: ``CacheControlError`` with all that is wrong: directives that contradict each other (`no-store` stands
    ///   alone but for `no-transform`; `public` and `private`; `private` and what is for shared caches; `immutable` without
    ///   a time, or with `no-cache`; `must-revalidate` and what allows old answers), and times that are negative or no whole
    ///   seconds.
    public init(_ directives: Directive...) throws(CacheControlError) {
        let problems = Self.problems(directives)
        guard problems.isEmpty else { throw CacheControlError(problems: problems) }
        self.init(directives)
    }

    private init(_ directives: [Directive]) {
        isNoStore = directives.contains(.noStore)
        description = directives.map { directive in
            directive.name + (directive.seconds.map { "=\($0)" } ?? "")
        }.joined(separator: ", ")
    }

    private static func problems(_ directives: [Directive]) -> [String] {
        let names = directives.map(\.name)
        let set = Set(names)
        var problems: [String] = []
        if directives.isEmpty { problems.append("there is no directive") }
        for name in set.sorted() where names.count(where: { $0 == name }) > 1 {
            problems.append("\(name) stands there twice")
        }
        for directive in directives {
            if directive.seconds == Directive.fractional {
                problems.append("\(directive.name) is no number of whole seconds")
            } else if let seconds = directive.seconds, seconds < 0 {
                problems.append("\(directive.name) is negative")
            }
        }
        for (one, others) in Self.contradictions where set.contains(one) {
            for other in others where set.contains(other) {
                problems.append("\(one) and \(other) contradict each other")
            }
        }
        if set.contains("immutable"), set.isDisjoint(with: ["max-age", "s-maxage"]) {
            problems.append("immutable says nothing without max-age")
        }
        return problems
    }

    private static let contradictions: [(String, [String])] = [
        (
            "no-store",
            [
                "no-cache", "public", "private", "must-revalidate", "proxy-revalidate", "immutable", "max-age",
                "s-maxage", "stale-while-revalidate", "stale-if-error",
            ]
        ),
        ("private", ["public", "s-maxage", "proxy-revalidate"]),
        ("no-cache", ["immutable", "stale-while-revalidate", "stale-if-error"]),
        ("must-revalidate", ["stale-while-revalidate", "stale-if-error"]),
    ]
}
