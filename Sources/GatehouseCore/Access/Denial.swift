internal import HTTPTypes

/// The response to a denied request. A rule throws it, or names it as its `else:`.
public struct Denial: Error, Sendable, Hashable {
    enum Storage: Sendable, Hashable {
        case hidden
        case forbidden
        case challenge(String)
        case signInPage(String)
        case unavailable(retryAfter: Int?)
        case tooManyRequests(retryAfter: Int)
    }

    let storage: Storage

    /// 404, byte for byte the response for a path that does not exist: the client learns nothing.
    public static let hidden = Denial(storage: .hidden)

    /// 403: the client learns that the resource exists and is not available to it.
    public static let forbidden = Denial(storage: .forbidden)

    /// 401: the client has to authenticate.
    ///
    /// The challenge is `Bearer`, for which browsers show no password prompt.
    public static let signIn = Denial.signIn(challenge: "Bearer")

    /// 401 with a challenge of your own (RFC 9110, section 11.6.1), such as `Basic realm="members"`.
    ///
    /// - Parameter challenge: the value of `WWW-Authenticate`. An invalid field value makes the response a 500.
    public static func signIn(challenge: String) -> Denial {
        Denial(storage: .challenge(challenge))
    }

    /// 303 to a sign-in page of this gate: `.signIn(at: "/sign-in")`.
    ///
    /// For a GET or HEAD request, the URL contains the request target: `/sign-in?return=%2Fnotes%2F7`, which
    /// ``Request/returnPath`` reads. It is left out for other methods, because a redirect cannot repeat them, and if
    /// the redirect would be longer than 2,048 bytes.
    ///
    /// - Parameter path: the path of the page below the mount, as in its route. An invalid path makes the response a
    ///   500.
    public static func signIn(at path: String) -> Denial {
        Denial(storage: .signInPage(path))
    }

    /// 503: temporarily unavailable, for every client.
    public static let unavailable = Denial(storage: .unavailable(retryAfter: nil))

    /// 503 with `Retry-After`.
    ///
    /// - Parameter seconds: the value of `Retry-After`; a negative number counts as 0.
    public static func unavailable(retryAfter seconds: Int) -> Denial {
        Denial(storage: .unavailable(retryAfter: max(seconds, 0)))
    }

    /// 429 with `Retry-After` (RFC 6585, section 4): the client has sent too many requests.
    ///
    /// A rule in ``Access/unless(_:else:)`` that ends with it is undetermined: the request is denied with 429.
    ///
    /// - Parameter seconds: the value of `Retry-After`; a negative number counts as 0.
    public static func tooManyRequests(retryAfter seconds: Int) -> Denial {
        Denial(storage: .tooManyRequests(retryAfter: max(seconds, 0)))
    }

    /// Whether a limit denied the request, before anything else was decided.
    var isThrottled: Bool {
        if case .tooManyRequests = storage { return true }
        return false
    }

    /// The response to the client. It depends only on the kind of denial, except for the URL of a sign-in page.
    func response(to request: Request) throws -> Response {
        var response: Response
        switch storage {
        case .hidden:
            response = .plain(.notFound)
        case .forbidden:
            response = .plain(.forbidden)
        case .challenge(let challenge):
            guard HTTPField.isValidValue(challenge), !challenge.isEmpty else {
                throw InvalidFieldError(name: .wwwAuthenticate)
            }
            response = .plain(.unauthorized)
            response.headers[.wwwAuthenticate] = challenge
        case .signInPage(let path):
            response = .plain(.seeOther)
            response.headers[.location] = try request.signInLocation(path)
        case .unavailable(let seconds):
            response = .plain(.serviceUnavailable)
            if let seconds { response.headers[.retryAfter] = String(seconds) }
        case .tooManyRequests(let seconds):
            response = .plain(.tooManyRequests)
            response.headers[.retryAfter] = String(seconds)
        }
        return response
    }
}

extension Denial: CustomStringConvertible {
    /// The kind of denial, for the log.
    public var description: String {
        switch storage {
        case .hidden: "hidden"
        case .forbidden: "forbidden"
        case .challenge, .signInPage: "sign-in"
        case .unavailable: "unavailable"
        case .tooManyRequests: "throttled"
        }
    }
}
