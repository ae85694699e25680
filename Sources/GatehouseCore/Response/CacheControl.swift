/// The value of a `Cache-Control` field (RFC 9111, section 5.2.2), built from directives that do not contradict each
/// other.
///
/// ```swift
/// gate.get("/terms", allow: .everyone) { _ in
///     Page("Terms", terms).cached(try CacheControl(.public, .maxAge(.seconds(3600))), tag: version)
/// }
/// ```
///
/// Without a value, a response behind a rule other than `.everyone` is `no-store`. `public` lets shared caches give
/// everyone a response that a rule opened for one person. Use it behind a rule only if that is intended.
public struct CacheControl: Sendable, Hashable, CustomStringConvertible {
    /// A directive of the field.
    public struct Directive: Sendable, Hashable {
        fileprivate let name: String
        fileprivate var seconds: Int?

        private init(_ name: String, _ time: Duration? = nil) {
            self.name = name
            // Negative and fractional times are reported later, by `problems(_:)`.
            seconds = time.map { time in
                // RFC 9111, section 1.2.2: caches treat every number above 2^31 as 2^31.
                time.attoseconds.isMultiple(of: 1_000_000_000_000_000_000)
                    ? Int(clamping: time.wholeSeconds) : Self.fractional
            }
        }

        /// Marks a time that is not a whole number of seconds.
        fileprivate static let fractional = Int.min

        /// No cache stores the response.
        public static let noStore = Directive("no-store")
        /// A cache revalidates the response before each use.
        public static let noCache = Directive("no-cache")
        /// Shared caches may store the response.
        public static let `public` = Directive("public")
        /// Only the client's own cache may store the response.
        public static let `private` = Directive("private")
        /// A cache must revalidate a stale response before it uses it.
        public static let mustRevalidate = Directive("must-revalidate")
        /// A shared cache must revalidate a stale response before it uses it.
        public static let proxyRevalidate = Directive("proxy-revalidate")
        /// Intermediaries must not change the response.
        public static let noTransform = Directive("no-transform")
        /// The response does not change while it is fresh, so that even a reload need not revalidate it (RFC 8246).
        public static let immutable = Directive("immutable")

        /// The response is fresh for this time, in whole seconds.
        public static func maxAge(_ time: Duration) -> Directive { Directive("max-age", time) }
        /// The response is fresh for this time in shared caches, in whole seconds.
        public static func sharedMaxAge(_ time: Duration) -> Directive { Directive("s-maxage", time) }
        /// A stale response may be used for this time while a cache revalidates it (RFC 5861).
        public static func staleWhileRevalidate(_ time: Duration) -> Directive {
            Directive("stale-while-revalidate", time)
        }
        /// A stale response may be used for this time if the server fails (RFC 5861).
        public static func staleIfError(_ time: Duration) -> Directive { Directive("stale-if-error", time) }
    }

    /// The value of the field.
    public let description: String

    /// Whether no cache may store the response.
    let isNoStore: Bool

    /// No cache stores the response.
    public static let noStore = CacheControl([.noStore])

    /// Only the client's own cache stores the response, and it revalidates it before each use.
    public static let revalidated = CacheControl([.private, .noCache])

    /// Every cache stores the response for a year. For URLs that change with their content.
    public static let forever = CacheControl([.public, .maxAge(.seconds(31_536_000)), .immutable])

    /// Creates a value from directives.
    ///
    /// - Parameter directives: at least one directive, each at most once.
    /// - Throws: ``CacheControlError`` with all problems: contradicting directives and invalid times. `no-store` allows
    ///   only `no-transform`. `private` excludes `public` and the directives for shared caches. `immutable` requires a
    ///   time and excludes `no-cache`. `must-revalidate` and `no-cache` exclude directives that allow stale responses.
    ///   Times must be whole seconds and not negative.
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
        if directives.isEmpty { problems.append("the list of directives is empty") }
        for name in set.sorted() where names.count(where: { $0 == name }) > 1 {
            problems.append("duplicate directive \(name)")
        }
        for directive in directives {
            if directive.seconds == Directive.fractional {
                problems.append("\(directive.name) is not a whole number of seconds")
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
            problems.append("immutable requires max-age or s-maxage")
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
