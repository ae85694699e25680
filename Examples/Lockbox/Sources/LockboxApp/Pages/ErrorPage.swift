import Gatehouse

/// The page for errors. It has access to the failure only, so it cannot reveal the name of a file.
struct ErrorPage: ResponseConvertible {
    private let layout: Layout

    init(_ failure: Failure) {
        layout = Layout(
            title: failure.title,
            body: """
                <div class="narrow"><h1>\(failure.title)</h1>
                <p id="reason">\(failure.message ?? Self.text(failure))</p>
                \(failure.incident.map { "<p>Report this to the administrator with the number <b>\($0)</b>.</p>" as HTML })
                </div>
                """, viewer: .nobody,
            // A hidden path looks like a missing one, byte for byte.
            hasScript: false)
    }

    func response(to request: Request) throws -> Response { try layout.response(to: request) }

    private static func text(_ failure: Failure) -> String {
        switch failure.status {
        case .notFound: "This page does not exist, or you have no access to it."
        case .tooManyRequests: "There were too many attempts. Wait a few minutes."
        case .serviceUnavailable: "The site is busy, or its disk is full. Try again in a few minutes."
        default: "The request failed."
        }
    }
}
