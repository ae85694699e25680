#if Security
    /// A page of the library, for the application's layout.
    public struct AccountPage: Sendable {
        /// The title, as plain text.
        public let title: String
        /// The content, with a heading.
        public let body: HTML
        /// Whether the page is for a signed-in person.
        public let isSignedIn: Bool
    }

    /// The pages that ``Accounts/addPages(to:without:layout:)`` adds.
    public enum AccountPageKind: Sendable, Hashable, CaseIterable {
        /// Name and password, the code, and the confirmation of a signed-in person.
        case signIn
        /// The sign-out, which is a form without a page.
        case signOut
        /// The request of a link for a new password.
        case forgotten
        /// The new password, to which a link leads. Links need it.
        case newPassword
        /// The change of the password.
        case password
        /// The list of sessions.
        case sessions
        /// The second factor.
        case secondFactor

        /// The name of the page's route, for links: `request.url(for: AccountPageKind.signIn.route)`.
        public var route: RouteName {
            switch self {
            case .signIn: .signIn
            case .signOut: .signOut
            case .forgotten: .forgotten
            case .newPassword: .newPassword
            case .password: .changePassword
            case .sessions: .sessions
            case .secondFactor: .secondFactor
            }
        }
    }

    /// Pieces of forms. They work without a script; labels, hints and errors are connected for screen readers.
    enum FormPieces {
        /// A field with its label.
        static func field(
            _ label: String, name: String, type: String = "text", value: String = "", autocomplete: String,
            hint: String? = nil
        ) -> HTML {
            let described: HTML = hint == nil ? "" : " aria-describedby=\"\(name)-hint\""
            let text: HTML = hint.map { "<br><small id=\"\(name)-hint\">\($0)</small>" } ?? ""
            return """
                <p><label for="\(name)">\(label)</label><br>
                <input id="\(name)" name="\(name)" type="\(type)" value="\(value)" autocomplete="\(autocomplete)" \
                autocapitalize="none" spellcheck="false" required\(described)>\(text)</p>

                """
        }

        /// The name without a visible field, so that password managers know whose password the form has. They overlook
        /// fields of the type "hidden".
        static func invisibleName(_ name: String) -> HTML {
            "<input name=\"name\" value=\"\(name)\" autocomplete=\"username\" hidden readonly>\n"
        }

        /// An error above the form, which screen readers read at once.
        static func error(_ text: String?) -> HTML {
            text.map { "<p role=\"alert\">\($0)</p>\n" } ?? ""
        }

        /// A message that is no error.
        static func message(_ text: String?) -> HTML {
            text.map { "<p role=\"status\">\($0)</p>\n" } ?? ""
        }

        static func form(_ action: String, _ token: HTML, _ content: HTML, button: String) -> HTML {
            """
            <form method="post" action="\(url: action)">\(token)
            \(content)<p><button>\(button)</button></p>
            </form>

            """
        }
    }
#endif
