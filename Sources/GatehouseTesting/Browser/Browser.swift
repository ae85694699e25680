internal import GatehouseCore
internal import HTTPTypes
internal import Synchronization

/// Uses a gate in a test as a person with a browser does: it keeps cookies, follows redirects, and fills in the forms of a page
/// by their labels.
///
/// ```swift
/// let browser = Browser(try InMemoryClient(gate))
/// try await browser.signIn("ada", password: "a few unrelated words")
/// try await browser.visit("/notices/new")
/// let page = try await browser.submit(["Title": "Tea", "Picture": .file("tea.png", "image/png", bytes)])
/// #expect(page.text.contains("The notice is published."))
/// ```
///
/// The browser runs no script and checks no value before it sends a form, because a gate must not rely on either. Unlike a
/// browser, it throws a ``TestFailure`` if something is not there: a link, a field, a button.
public final class Browser: Sendable {
    private struct State {
        var jar = CookieJar()
        var page: BrowserPage?
    }

    private static let mostRedirects = 10

    private let client: any TestClient
    private let identity: TestIdentity
    private let state = Mutex(State())

    /// Creates a browser without cookies.
    ///
    /// - Parameters:
    ///   - client: sends the requests.
    ///   - identity: header fields and parameters of every request, such as the address.
    public init(_ client: some TestClient, as identity: TestIdentity = .anonymous) {
        self.client = client
        self.identity = identity
    }

    /// The page that is shown; `nil` before the first one.
    public var page: BrowserPage? { state.withLock { $0.page } }

    /// The cookies by name.
    public var cookies: [String: String] { state.withLock { $0.jar.values } }

    /// Adds a cookie for all paths.
    public func setCookie(_ name: String, _ value: String) {
        state.withLock { $0.jar.set(name: name, value: value) }
    }

    // MARK: Pages

    /// Opens a path, as from the address bar.
    ///
    /// - Parameter target: the path and query, including the mount.
    /// - Returns: the page after all redirects within the site. A redirect to another site is not followed.
    /// - Throws: ``TestFailure`` after ten redirects.
    @discardableResult
    public func visit(_ target: String) async throws -> BrowserPage {
        try await load(TestRequest(.get, target), site: "none")
    }

    /// Follows a link of the page.
    ///
    /// - Parameter text: the text of the link. The first link with this text is followed.
    @discardableResult
    public func follow(_ text: String) async throws -> BrowserPage {
        let page = try current()
        guard let link = page.links.first(where: { $0.text == text }) else {
            let texts = page.links.map(\.text).joined(separator: ", ")
            throw TestFailure("no link \"\(text)\" on \(page.target); its links: \(texts)")
        }
        guard let target = Self.resolve(link.target, from: page.target) else {
            throw TestFailure("the link \"\(text)\" leads to another site: \(link.target)")
        }
        return try await load(TestRequest(.get, target), site: "same-origin")
    }

    /// Fills in a form of the page and sends it.
    ///
    /// Fields that are not named keep the values of the page, so hidden fields are sent too. The button's `formaction` and
    /// `formmethod` count.
    ///
    /// - Parameters:
    ///   - values: the values by label. A field without a label is found by its name.
    ///   - button: the text of the button. If it is `nil`, the page must have exactly one form with the fields; its first
    ///     button is used.
    /// - Returns: the page after all redirects.
    /// - Throws: ``TestFailure`` if the form, a field, an option or the button does not exist.
    @discardableResult
    public func submit(
        _ values: KeyValuePairs<String, FormInput> = [:], button: String? = nil
    ) async throws -> BrowserPage {
        let page = try current()
        var (form, button) = try form(of: page, with: values.map(\.key), button)
        for (label, value) in values { try form.fill(label, value) }
        let entries = form.entries(button: button)
        let place = button?.action ?? form.action ?? ""
        guard let action = Self.resolve(place, from: page.target) else {
            throw TestFailure("the form of \(page.target) is sent to another site: \(place)")
        }
        if (button?.method ?? form.method) == "GET" {
            let path = action.prefix { $0 != "?" }
            return try await load(
                TestRequest(.get, "\(path)?\(FormBody.urlencoded(entries))"), site: "same-origin")
        }
        var request = TestRequest(.post, action)
        if form.isMultipart {
            let boundary = "----gatehouse-\(UInt64.random(in: .min ... .max))"
            request.headers[.contentType] = "multipart/form-data; boundary=\(boundary)"
            request.body = FormBody.multipart(entries, boundary: boundary)
        } else {
            request.headers[.contentType] = "application/x-www-form-urlencoded"
            request.body = Array(FormBody.urlencoded(entries).utf8)
        }
        return try await load(request, site: "same-origin")
    }

    /// Signs in with the form of a page, whatever the language of its labels: the fields are found by
    /// `autocomplete="username"` and `autocomplete="current-password"`.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - password: the password.
    ///   - target: the sign-in page; defaults to `/sign-in`.
    /// - Returns: the page after the redirects.
    /// - Throws: ``TestFailure`` if the page has no such form, or if the response is not a redirect.
    @discardableResult
    public func signIn(
        _ name: String, password: String, at target: String = "/sign-in"
    ) async throws -> BrowserPage {
        let page = try await visit(target)
        let controls = PageReader(page.response.text).forms.flatMap(\.controls)
        func field(_ purpose: String) throws -> String {
            guard let name = controls.first(where: { $0.autocomplete == purpose })?.name else {
                throw TestFailure("no field with autocomplete=\"\(purpose)\": \(page.summary)")
            }
            return name
        }
        let next = try await submit([
            try field("username"): .text(name), try field("current-password"): .text(password),
        ])
        guard !next.redirects.isEmpty else { throw TestFailure("the sign-in was refused: \(next.summary)") }
        return next
    }

    // MARK: Requests

    /// Sends a request with the browser's cookies, and keeps the cookies of the response. Redirects are not followed, and the
    /// page stays.
    public func send(_ request: TestRequest) async throws -> TestResponse {
        var request = request
        for field in identity.headers where request.headers[field.name] == nil { request.headers.append(field) }
        request.parameters.merge(identity.parameters) { own, _ in own }
        if let cookies = state.withLock({ $0.jar.field(for: request.target) }) { request.headers[.cookie] = cookies }
        let response = try await client.send(request)
        state.withLock { $0.jar.update(from: response.headers, target: request.target) }
        return response
    }

    private func load(_ first: TestRequest, site: String) async throws -> BrowserPage {
        var request = first
        for (name, value) in [
            ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"),
            ("Accept", "text/html,*/*;q=0.8"),
        ] {
            if let name = HTTPField.Name(name) { request.headers[name] = value }
        }
        var redirects: [TestResponse] = []
        while true {
            let response = try await send(request)
            let isRedirect = [301, 302, 303, 307, 308].contains(response.status.code)
            guard isRedirect, let location = response.headers[.location],
                let target = Self.resolve(location, from: request.target)
            else {
                let page = BrowserPage(target: request.target, response: response, redirects: redirects)
                state.withLock { $0.page = page }
                return page
            }
            redirects.append(response)
            guard redirects.count <= Self.mostRedirects else {
                throw TestFailure("more than \(Self.mostRedirects) redirects, the last to \(target)")
            }
            request.target = target
            guard response.status.code < 307 else { continue }
            request.method = .get
            request.body = []
            request.headers[.contentType] = nil
        }
    }

    private func current() throws -> BrowserPage {
        guard let page else { throw TestFailure("the browser shows no page; call visit(_:) first") }
        return page
    }

    /// The form with some fields and a button.
    private func form(
        of page: BrowserPage, with labels: [String], _ button: String?
    ) throws -> (PageForm, PageForm.Control?) {
        let all = PageReader(page.response.text).forms
        guard !all.isEmpty else { throw TestFailure("no form: \(page.summary)") }
        let withButton =
            button.map { text in all.filter { $0.buttons.contains { $0.labels.contains(text) } } } ?? all
        guard !withButton.isEmpty else {
            let texts = all.flatMap(\.buttons).compactMap(\.labels.first).joined(separator: ", ")
            throw TestFailure("no button \"\(button ?? "")\" on \(page.target); its buttons: \(texts)")
        }
        let fitting = withButton.filter { form in labels.allSatisfy { !form.indices(of: $0).isEmpty } }
        if fitting.isEmpty, withButton.count > 1 {
            let fields = withButton.map { $0.fieldLabels.joined(separator: ", ") }.joined(separator: " | ")
            throw TestFailure("no form of \(page.target) has the fields \(labels.joined(separator: ", ")): \(fields)")
        }
        guard fitting.count <= 1 else {
            throw TestFailure("\(fitting.count) forms of \(page.target) fit; name the button")
        }
        let form = fitting.first ?? withButton[0]
        return (form, form.buttons.first { button == nil || $0.labels.contains(button ?? "") })
    }

    /// The path and query of a reference on a page (RFC 3986, section 5.2); `nil` for another site.
    static func resolve(_ reference: String, from target: String) -> String? {
        let reference = reference.prefix { $0 != "#" }
        if reference.isEmpty { return target }
        if reference.hasPrefix("//") { return nil }
        if reference.hasPrefix("/") { return String(reference) }
        let path = target.prefix { $0 != "?" }
        if reference.hasPrefix("?") { return "\(path)\(reference)" }
        if let colon = reference.firstIndex(of: ":"), !reference[..<colon].contains(where: { "/?".contains($0) }) {
            return nil
        }
        let query = reference.firstIndex(of: "?") ?? reference.endIndex
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().dropLast().map(
            String.init)
        let parts = reference[..<query].split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch part {
            case ".": if isLast { segments.append("") }
            case "..":
                _ = segments.popLast()
                if isLast { segments.append("") }
            default: segments.append(String(part))
            }
        }
        return "/" + segments.joined(separator: "/") + reference[query...]
    }
}
