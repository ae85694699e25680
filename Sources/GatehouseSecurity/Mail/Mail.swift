#if Security
    internal import Synchronization

    /// A plain-text mail to one person.
    public struct Mail: Sendable, Hashable {
        /// The recipient.
        public let recipient: MailAddress
        /// The subject, in one line.
        public let subject: String
        /// The text. Lines end with "\n".
        public let text: String

        /// Creates a mail.
        public init(to recipient: MailAddress, subject: String, text: String) {
            self.recipient = recipient
            self.subject = subject
            self.text = text
        }

        /// The mail with its header (RFC 5322). Every line ends with CR LF; all text is in base64 (RFC 2045, RFC 2047), so
        /// nothing in it becomes a header field.
        ///
        /// - Parameter sender: the address in `From`.
        func message(from sender: MailAddress) -> [UInt8] {
            let body = Self.base64(Array(text.utf8))
            var lines = [
                "From: \(sender)", "To: \(recipient)", "Subject: \(Self.encodedWords(subject))", "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
                "Auto-Submitted: auto-generated", "",
            ]
            var rest = body[...]
            while !rest.isEmpty {
                lines.append(String(decoding: rest.prefix(76), as: UTF8.self))
                rest = rest.dropFirst(76)
            }
            return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
        }

        /// A text as encoded words of at most 75 bytes each, which are folded (RFC 2047, section 2).
        private static func encodedWords(_ text: String) -> String {
            var pieces: [[UInt8]] = [[]]
            // 45 bytes are 60 characters in base64. A word must not end inside a character.
            for scalar in text.unicodeScalars {
                let bytes = Array(String(scalar).utf8)
                if pieces[pieces.count - 1].count + bytes.count > 45 { pieces.append([]) }
                pieces[pieces.count - 1] += bytes
            }
            return pieces.map { "=?utf-8?B?\(String(decoding: base64($0), as: UTF8.self))?=" }.joined(
                separator: "\r\n ")
        }

        /// Base64 with padding (RFC 4648, section 4).
        private static func base64(_ bytes: [UInt8]) -> [UInt8] {
            let text = Base64URL.encode(bytes).utf8.map { byte -> UInt8 in
                switch byte {
                case UInt8(ascii: "-"): UInt8(ascii: "+")
                case UInt8(ascii: "_"): UInt8(ascii: "/")
                default: byte
                }
            }
            return text + [UInt8](repeating: UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
        }
    }

    /// Sends mails. The library comes with ``Sendmail`` and, for tests, ``CollectedMails``.
    public protocol Mailer: Sendable {
        /// Sends a mail. It may block its thread: the library calls it in background work.
        ///
        /// - Throws: any error. The log has the error, and the person gets no mail.
        func send(_ mail: Mail) async throws
    }

    /// A mailer for tests that keeps all mails.
    public final class CollectedMails: Mailer {
        private let storage = Mutex<[Mail]>([])

        /// Creates a mailer without mails.
        public init() {}

        /// The mails so far, oldest first.
        public var all: [Mail] { storage.withLock { $0 } }

        /// Keeps a mail.
        public func send(_ mail: Mail) {
            storage.withLock { $0.append(mail) }
        }
    }
#endif
