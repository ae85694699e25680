import Gatehouse

/// The page for errors. It has access to the failure only, so it cannot reveal the name of a file.
struct ErrorPage: ResponseConvertible {
    private let page: Page

    init(_ failure: Failure) {
        page = Page(
            failure.status.reasonPhrase,
            """
            <h1>\(failure.status.reasonPhrase)</h1>
            <p id="reason">\(failure.message ?? Self.text(failure))</p>
            \(failure.incident.map { "<p>Report this to the administrator with the number <b>\($0)</b>.</p>" as HTML })
            """
        )
    }

    func response(to request: Request) throws -> Response {
        page.response(to: request)
    }

    private static func text(_ failure: Failure) -> String {
        switch failure.status {
        case .notFound: "This page does not exist, or you have no access to it."
        case .unauthorized: "Sign in with your name and your key."
        default: "The request failed."
        }
    }
}
