#if DEBUG
    internal import GatewayInterface
    internal import HTTPTypes

    /// A page with the details of an error, only in debug builds and only for a browser on the same machine.
    ///
    /// A release build does not contain this code.
    struct DebugPage {
        private let text: String

        /// `nil` unless client and server are the same machine, without a proxy that could hide another client.
        init?(_ error: any Error, _ record: RequestRecord, _ request: Request) {
            guard request.origin.isOwnMachine else { return nil }
            text = """
                Gatehouse debug page: only in debug builds, only for this machine.

                \(record.summary)
                error     \(LogText.quoted(String(reflecting: type(of: error)).utf8))
                message   \(LogText.quoted(String(describing: error).utf8))
                route     \(record.route ?? "none")
                rule      \(record.rule ?? "none")
                request   \(request.method.rawValue) \(LogText.quoted(request.parameters.bytes(of: .requestURI) ?? []))
                incident  \(record.incident ?? "none")

                """
        }

        func response(_ status: HTTPResponse.Status) -> Response {
            var response = Response.plain(status)
            response.body = .text(text)
            return response
        }
    }
#endif
