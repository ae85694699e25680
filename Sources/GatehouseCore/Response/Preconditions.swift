internal import HTTPTypes

/// The conditions of a request (RFC 9110, section 13).
struct Preconditions: Sendable {
    var ifMatch: String?
    var ifNoneMatch: String?
    var ifModifiedSince: String?
    var ifUnmodifiedSince: String?
    var ifRange: String?

    /// The result of the conditions.
    enum Outcome: Equatable {
        /// Send the resource: the requested part if that is allowed, otherwise all of it.
        case proceed(mayBePart: Bool)
        /// 304: the client already has it.
        case notModified
        /// 412: the resource does not have the state that the client expects.
        case failed
    }

    /// Evaluates the conditions of a GET or HEAD request, in the order of RFC 9110, section 13.2.2.
    ///
    /// A malformed condition never makes a response smaller. A malformed tag matches nothing, so that `If-Match` fails,
    /// and `If-None-Match` and `If-Range` give the whole resource. A malformed date is ignored. The comparison is
    /// strong where bytes count (`If-Match`, `If-Range`) and weak for caches (`If-None-Match`).
    ///
    /// - Parameters:
    ///   - validators: the validators of the response.
    ///   - now: the time of the request, for dates with a two-digit year.
    func outcome(_ validators: FileState.Validators, now: Timestamp) -> Outcome {
        if let ifMatch {
            guard Self.matches(ifMatch, where: validators.tag.isStronglyEqual) else { return .failed }
        } else if let since = date(ifUnmodifiedSince, now), let modified = validators.modified {
            guard modified <= since else { return .failed }
        }
        if let ifNoneMatch {
            if Self.matches(ifNoneMatch, where: validators.tag.isWeaklyEqual) { return .notModified }
        } else if let since = date(ifModifiedSince, now), let modified = validators.modified {
            if modified <= since { return .notModified }
        }
        guard let ifRange else { return .proceed(mayBePart: true) }
        if let tag = EntityTag(ifRange) { return .proceed(mayBePart: tag.isStronglyEqual(to: validators.tag)) }
        // Only the exact date matches: this server never sent a state with a later one.
        let date = Timestamp(httpDate: ifRange, now: now)
        return .proceed(mayBePart: date != nil && date == validators.modified)
    }

    private func date(_ field: String?, _ now: Timestamp) -> Timestamp? {
        field.flatMap { Timestamp(httpDate: $0, now: now) }
    }

    private static func matches(_ field: String, where isEqual: (EntityTag) -> Bool) -> Bool {
        switch EntityTagList(field) {
        case .any: true
        case .tags(let tags): tags.contains(where: isEqual)
        case nil: false
        }
    }
}

extension Preconditions {
    /// The conditions of a request.
    init(_ request: Request) {
        self.init(
            ifMatch: request.headers[.ifMatch],
            ifNoneMatch: request.headers[.ifNoneMatch],
            ifModifiedSince: request.headers[.ifModifiedSince],
            ifUnmodifiedSince: request.headers[.ifUnmodifiedSince],
            ifRange: request.headers[.ifRange]
        )
    }
}
