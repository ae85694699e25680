internal import HTTPTypes

/// How a request is turned away. A rule gives it as its answer, or throws it.
public struct Denial: Error, Sendable, Hashable {
    enum Storage: Sendable, Hashable {
        case hidden
        case forbidden
        case signIn(challenge: String)
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
        Denial(storage: .signIn(challenge: challenge))
    }

    /// The answer to the client. It depends on the kind of denial alone, never on the request.
    func response() throws(InvalidFieldError) -> Response {
        switch storage {
        case .hidden:
            return .plain(.notFound)
        case .forbidden:
            return .plain(.forbidden)
        case .signIn(let challenge):
            guard HTTPField.isValidValue(challenge), !challenge.isEmpty else {
                throw InvalidFieldError(name: .wwwAuthenticate)
            }
            var response = Response.plain(.unauthorized)
            response.headers[.wwwAuthenticate] = challenge
            return response
        }
    }
}

extension Denial: CustomStringConvertible {
    /// The kind of denial, for the log.
    public var description: String {
        switch storage {
        case .hidden: "hidden"
        case .forbidden: "forbidden"
        case .signIn: "sign-in"
        }
    }
}
