internal import HTTPTypes

/// What a client makes its request depend on (RFC 9110, section 13).
struct Preconditions: Sendable {
    var ifMatch: String?
    var ifNoneMatch: String?
    var ifModifiedSince: String?
    var ifUnmodifiedSince: String?
    var ifRange: String?

    /// What is to be answered.
    enum Outcome: Equatable {
        /// The resource: all of it, or, where the client may have a part, the part that it wants.
        case proceed(mayBePart: Bool)
        /// 304: the client has it already.
        case notModified
        /// 412: it is not what the client thinks.
        case failed
    }

    /// Evaluates the conditions of a GET or HEAD request, in the order of RFC 9110, section 13.2.2.
    ///
    /// What is malformed never makes an answer smaller than it would be: a tag matches nothing, so that `If-Match` fails and
    /// `If-None-Match` and `If-Range` give the whole; a date is ignored. A strong comparison is made where bytes count
    /// (`If-Match`, `If-Range`), a weak one for a cache (`If-None-Match`).
    ///
    /// - Parameters:
    ///   - validators: of what would be answered.
    ///   - now: the time of the request, for dates with two digits of the year.
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
        // Only the very same date: a later one is none of a state that this server has sent.
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
