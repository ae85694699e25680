#if Security
    internal import FastCGI
    internal import GatewayInterface

    /// Sends mails with the host's `sendmail` program, which nearly every shared host has.
    ///
    /// ```swift
    /// guard let sender = MailAddress("club@example.com") else { … }
    /// let mailer = Sendmail(from: sender)
    /// ```
    ///
    /// The program runs without a shell: `sendmail -i -f FROM -- TO`, with the mail on standard input.
    public struct Sendmail: Mailer {
        /// The sender, in the envelope and in `From`.
        public let sender: MailAddress
        private let path: String
        private let timeout: Duration

        /// Creates a mailer.
        ///
        /// - Parameters:
        ///   - sender: an address that the host may send for.
        ///   - path: the absolute path of the program; defaults to `/usr/sbin/sendmail`.
        ///   - timeout: after it, the program is killed; defaults to 30 seconds.
        public init(
            from sender: MailAddress, path: String = "/usr/sbin/sendmail", timeout: Duration = .seconds(30)
        ) {
            self.sender = sender
            self.path = path
            self.timeout = timeout
        }

        /// Sends a mail, and waits until the program has accepted it.
        ///
        /// - Throws: ``MailError`` if the program cannot be started, exits with another status than 0, or takes too long.
        public func send(_ mail: Mail) async throws {
            let end: ChildProcess.End
            do throws(SystemError) {
                end = try ChildProcess.run(
                    path, ["-i", "-f", sender.description, "--", mail.recipient.description],
                    input: mail.message(from: sender), timeout: timeout)
            } catch {
                throw MailError("cannot send a mail: \(error)")
            }
            guard end.status == 0 else {
                let how = end.status.map { "exited with \($0)" } ?? "was ended by a signal"
                throw MailError("\(path) \(how): \(LogText.quoted(end.errors))")
            }
        }
    }

    /// A mail that was not sent.
    public struct MailError: Error, CustomStringConvertible {
        /// What failed, and why.
        public let description: String

        init(_ description: String) {
            self.description = description
        }
    }
#endif
