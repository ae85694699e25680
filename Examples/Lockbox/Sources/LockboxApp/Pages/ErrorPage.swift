import Gatehouse

/// What somebody sees when something cannot be done. It knows the failure alone, so that no name of a file slips into it.
struct ErrorPage: ResponseConvertible {
    private let page: Page

    init(_ failure: Failure) {
        page = Page(
            failure.status.reasonPhrase,
            """
            <h1>\(failure.status.reasonPhrase)</h1>
            <p id="reason">\(failure.message ?? Self.text(failure))</p>
            \(failure.incident.map { "<p>Whoever runs this box finds more under the number <b>\($0)</b>.</p>" as HTML })
            """
        )
    }

    func response(to request: Request) throws -> Response {
        page.response(to: request)
    }

    private static func text(_ failure: Failure) -> String {
        switch failure.status {
        case .notFound: "There is nothing here, or nothing of yours."
        case .unauthorized: "Your name and your key, please."
        default: "That did not work."
        }
    }
}
