#if Security
    import Foundation
    import GatehouseTesting
    import HTTPTypes
    import Synchronization
    import Testing

    /// A browser for the routes of the document: it keeps cookies, and sends the first form of a page.
    final class DocumentBrowser: Sendable {
        let client: InMemoryClient
        private let cookies = Mutex<[String: String]>([:])

        init(_ client: InMemoryClient) {
            self.client = client
        }

        func get(_ target: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
            try await send(TestRequest(.get, target, headers: headers))
        }

        func post(_ target: String, _ fields: [(String, String)] = []) async throws -> TestResponse {
            let body = fields.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
            let headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            return try await send(TestRequest(.post, target, headers: headers, body: Array(body.utf8)))
        }

        /// Loads a page, and sends its first form with these fields.
        func submit(_ target: String, _ fields: [(String, String)]) async throws -> TestResponse {
            let page = try await get(target).text
            let form = try #require(page.firstMatch(of: /<form[^>]*>[\s\S]*?<\/form>/), "\(page)").0
            let action = form.firstMatch(of: /action="([^"]*)"/).map { String($0.1).replacing("&amp;", with: "&") }
            let hidden = form.matches(of: /type="hidden" name="([^"]*)" value="([^"]*)"/).map {
                (String($0.1), String($0.2))
            }
            return try await post(action ?? target, hidden + fields)
        }

        func signIn(
            _ password: String, as name: String = "ada", at target: String = "/sign-in"
        ) async throws -> TestResponse {
            try await submit(target, [("name", name), ("password", password)])
        }

        private func send(_ request: TestRequest) async throws -> TestResponse {
            var request = request
            let sent = cookies.withLock { $0 }
            if !sent.isEmpty { request.headers[.cookie] = sent.map { "\($0)=\($1)" }.joined(separator: "; ") }
            request.headers[.userAgent] = "Browser"
            let response = try await client.send(request)
            for field in response.headers where field.name == .setCookie {
                let parts = field.value.split(separator: ";")
                guard let pair = parts.first?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                else { continue }
                let isRemoved = parts.contains(" Max-Age=0")
                cookies.withLock { $0[String(pair[0])] = isRemoved ? nil : String(pair[1]) }
            }
            return response
        }

        private static func encoded(_ text: String) -> String {
            text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        }
    }
#endif
