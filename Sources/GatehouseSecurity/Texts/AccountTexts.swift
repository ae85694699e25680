#if Security
    /// All texts of the pages and mails. Replace them for another language:
    ///
    /// ```swift
    /// german.accounts.signIn = "Anmelden"
    /// gate.languages([Texts("en"), german])
    /// ```
    ///
    /// A mail is in the language of the request that sends it.
    public struct AccountTexts: TextPart {
        /// The title and the button of the sign-in page.
        public var signIn = "Sign in"
        /// The button that ends the session.
        public var signOut = "Sign out"
        /// The label of the name.
        public var name = "Name"
        /// The label of the password.
        public var password = "Password"
        /// The error for a wrong name or password. Do not say which.
        public var wrongPassword = "The name or the password is wrong."
        /// The error for too many attempts.
        public var tooManyAttempts: @Sendable (_ minutes: Int) -> String = { minutes in
            minutes == 1
                ? "Too many attempts. Try again in one minute." : "Too many attempts. Try again in \(minutes) minutes."
        }
        /// The link to the page for a new password.
        public var forgotten = "Forgotten your password?"

        /// The title of the page that asks a signed-in person again.
        public var confirm = "Confirm that it is you"
        /// Why the page asks again.
        public var confirmReason: @Sendable (_ name: String) -> String = { name in
            "You are signed in as \(name). Enter your password again to continue."
        }
        /// The error if the page of a form was open for too long, or belongs to another person.
        public var formExpired = "The form has expired. Go back, reload the page, and send it again."
        /// The button that continues.
        public var continueButton = "Continue"
        /// The error for a wrong password of a signed-in person.
        public var wrongOwnPassword = "The password is wrong."
        /// The error for a wrong password or code of a signed-in person with a second factor.
        public var wrongPasswordOrCode = "The password or the code is wrong, or the code was used before."

        /// The label of the code.
        public var code = "Code"
        /// The title of the page for the code.
        public var codeTitle = "Enter your code"
        /// What to enter.
        public var codeReason = "Open your authenticator app and enter the six digits, or enter a recovery code."
        /// The error for a wrong or used code.
        public var wrongCode = "The code is wrong or was used before."
        /// The error if the page for the code was open for too long.
        public var signInExpired = "The sign-in took too long. Start again."

        /// The title of the page that sends a link.
        public var forgottenTitle = "New password"
        /// What the page does.
        public var forgottenReason =
            "Enter your name. If there is an account with a mail address, you get a link for a new password."
        /// The button that sends a link.
        public var sendLink = "Send the link"
        /// The message after it, whether or not an account exists.
        public var linkSent =
            "If there is an account with this name and a mail address, a mail is on its way. The link works once."
        /// The error for a link that does not work.
        public var invalidLink = "This link is invalid, was used, or has expired."

        /// The title of the page for a new password.
        public var newPasswordTitle = "Choose a password"
        /// For whom the new password is.
        public var newPasswordReason: @Sendable (_ name: String) -> String = { "The new password is for \($0)." }
        /// The label of the new password.
        public var newPassword = "New password"
        /// A hint for a good password.
        public var newPasswordHint = "At least 8 characters. A few unrelated words are a good password."
        /// The button that saves the password.
        public var savePassword = "Save the password"
        /// Why a new password is refused.
        public var problem: @Sendable (PasswordProblem) -> String = { $0.description }
        /// The message after a new password by a link.
        public var passwordSet = "The password is set. Sign in with it."

        /// The title of the page that changes the password.
        public var changePassword = "Change password"
        /// The label of the old password.
        public var oldPassword = "Old password"
        /// The message after the change.
        public var passwordChanged = "The password is changed. All other sessions have ended."
        /// The error if another request has changed the account meanwhile.
        public var conflict = "The account was changed in another window. Try again."

        /// The title of the list of sessions.
        public var sessionsTitle = "Your sessions"
        /// The mark of the session that shows the list.
        public var thisSession = "this session"
        /// When a session was last used.
        public var lastUsed: @Sendable (_ date: String) -> String = { "last used \($0)" }
        /// The name of a browser that does not describe itself.
        public var unknownBrowser = "Unknown browser"
        /// The button that ends one session.
        public var endSession = "End"
        /// The button that ends all other sessions.
        public var endOthers = "Sign out everywhere else"

        /// The title of the page for the second factor.
        public var secondFactor = "Second factor"
        /// What to do to add an authenticator app.
        public var secondFactorOff =
            "Scan the QR code with an authenticator app, or enter the key by hand. Then enter the code that the app shows."
        /// What is set up, with the number of recovery codes.
        public var secondFactorOn: @Sendable (_ codes: Int) -> String = {
            "An authenticator app is set up. \($0) recovery codes are left."
        }
        /// The name of the QR code for screen readers.
        public var qrCode = "QR code for your authenticator app"
        /// The label of the key that can be entered by hand.
        public var key = "Key"
        /// The button that adds an authenticator app.
        public var addSecondFactor = "Turn on"
        /// The button that removes it.
        public var removeSecondFactor = "Turn off"
        /// The button that creates new recovery codes.
        public var replaceCodes = "New recovery codes"
        /// The title of the page with recovery codes.
        public var recoveryTitle = "Recovery codes"
        /// What the recovery codes are for.
        public var recoveryReason =
            "Write these codes down now and keep them in a safe place. Each works once, if your device is lost. They are not shown again."

        /// The subject of the mail with a link for a new password.
        public var resetSubject = "New password"
        /// The text of that mail.
        public var resetMail: @Sendable (_ site: String, _ link: String, _ hours: Int) -> String = {
            site, link, hours in
            """
            Somebody asked for a new password at \(site). If it was you, open this link and choose one:

            \(link)

            The link works once, within \(hours == 1 ? "one hour" : "\(hours) hours"). If it was not you, do nothing: your password stays as it is.
            """
        }
        /// The subject of an invitation.
        public var invitationSubject = "Invitation"
        /// The text of an invitation.
        public var invitationMail: @Sendable (_ site: String, _ link: String, _ hours: Int) -> String = {
            site, link, hours in
            """
            You are invited to \(site). Open this link and choose a password:

            \(link)

            The link works once, within \(hours % 24 == 0 ? "\(hours / 24) days" : "\(hours) hours").
            """
        }

        /// Creates the texts in English.
        public init() {}
    }

    extension Texts {
        /// The texts of the pages and mails for accounts.
        public var accounts: AccountTexts {
            get { self[AccountTexts.self] }
            set { self[AccountTexts.self] = newValue }
        }
    }
#endif
