internal import HTTPTypes

/// How a request is turned away. A rule gives it as its answer, or throws it.
public struct Denial: Error, Sendable, Hashable {
    enum Storage: Sendable, Hashable {
        case hidden
        case forbidden
        case challenge(String)
        case signInPage(String)
        case unavailable(retryAfter: Int?)
    }

    let storage: Storage

    /// 404, byte for byte the answer for a path that does not exist: the client learns nothing.
    public static let hidden = Denial(storage: .hidden)

    /// 403: the client learns that there is something, and that it is not for them.
    public static let forbidden = Denial(storage: .forbidden)

    /// 401: the client has to say who it is.
    ///
    /// The challenge is `Bearer`, which makes no browser ask for a password of its own accord.
    public static let signIn = Denial.signIn(challenge: "Bearer")

    /// 401 with a challenge of your own (RFC 9110, section 11.6.1), such as `Basic realm="members"`.
    ///
    /// - Parameter challenge: the value of `WWW-Authenticate`. One that is no valid field value makes the answer a 500.
    public static func signIn(challenge: String) -> Denial {
        Denial(storage: .challenge(challenge))
    }

    /// 303 to a page of this gate where one signs in: `.signIn(at: "/sign-in")`.
    ///
    /// A GET or HEAD request takes along where it wanted to go: `/sign-in?return=%2Fnotes%2F7`, for
    /// ``Request/returnPath``. What wanted to change something does not: it could not be repeated by a redirect. Neither does
    /// a URL that would make the redirect longer than 2,048 bytes.
    ///
    /// - Parameter path: of the page, below the mount, as it stands in the route. One that could be no path makes the
    ///   answer a 500.
    public static func signIn(at path: String) -> Denial {
        Denial(storage: .signInPage(path))
    }

    /// 503: not now, for anybody.
    public static let unavailable = Denial(storage: .unavailable(retryAfter: nil))

    /// 503 with the time after which it is worth to ask again.
    ///
    /// - Parameter seconds: for `Retry-After`; a negative number counts as 0.
    public static func unavailable(retryAfter seconds: Int) -> Denial {
        Denial(storage: .unavailable(retryAfter: max(seconds, 0)))
    }

    /// The answer to the client. It depends on the kind of denial alone, but for the way to a sign-in page.
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
        }
    }
}
