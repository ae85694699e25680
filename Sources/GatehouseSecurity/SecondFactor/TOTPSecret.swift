#if Security
    /// The secret that the server shares with somebody's authenticator app (RFC 6238): SHA-1, six digits, 30 seconds.
    ///
    /// ```swift
    /// let secret = TOTPSecret()
    /// let code = secret.qrCode(issuer: "Gatehouse", account: user.mail, label: "QR code for your authenticator app")
    /// // … the page shows the code and secret.base32; the user enters the first six digits …
    /// let changed = try credentials.addingTOTP(secret, confirmedBy: form.code, at: request.time, keys)
    /// ```
    public struct TOTPSecret: Sendable {
        let bytes: [UInt8]

        /// A new random secret of 160 bits.
        public init() {
            bytes = .random(20)
        }

        /// Reads the secret of an existing enrolment: 16 to 64 bytes in base32 (RFC 4648), in any case, without padding.
        /// Spaces are ignored.
        public init?(base32 text: String) {
            guard text.utf8.count <= 160,
                let bytes = Base32.standard.decode(text.utf8.lazy.filter { $0 != UInt8(ascii: " ") })
            else { return nil }
            self.init(bytes)
        }

        init?(_ bytes: [UInt8]) {
            guard (16...64).contains(bytes.count) else { return nil }
            self.bytes = bytes
        }

        /// The secret in base32, for people who cannot scan the QR code.
        public var base32: String { Base32.standard.encode(bytes) }

        /// The step whose code the user has entered.
        ///
        /// - Parameters:
        ///   - code: six digits; spaces are ignored. Any other text fails.
        ///   - time: the current time. The codes of the current, the previous and the next 30 seconds are valid.
        ///   - lastStep: the step of the last code that was used, 0 at first. Its code and older ones fail.
        /// - Returns: the step, which is the next `lastStep`; `nil` for a wrong or used code. Comparisons take constant
        ///   time.
        public func step(of code: String, at time: Timestamp, after lastStep: Int64) -> Int64? {
            guard let code = OneTimeCode.read(code), let step = OneTimeCode.step(of: code, bytes, at: time),
                step > lastStep
            else { return nil }
            return step
        }

        /// The `otpauth:` URI that authenticator apps read.
        ///
        /// - Parameters:
        ///   - issuer: the name of the site.
        ///   - account: the name or the mail address of the user. Both are cut off at 64 bytes.
        public func uri(issuer: String, account: String) -> String {
            let issuer = Self.label(issuer)
            return "otpauth://totp/\(issuer):\(Self.label(account))?secret=\(base32)&issuer=\(issuer)"
                + "&algorithm=SHA1&digits=6&period=30"
        }

        /// Encodes a text for the URI. ":" separates the issuer from the account, so it is left out.
        private static func label(_ text: String) -> String {
            var label = ""
            for character in text where character != ":" {
                guard label.utf8.count + character.utf8.count <= 64 else { break }
                label.append(character)
            }
            return PathText.queryValue(label)
        }
    }

    extension TOTPSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        /// `<TOTP secret>`.
        public var description: String { "<TOTP secret>" }

        /// `<TOTP secret>`.
        public var debugDescription: String { "<TOTP secret>" }

        /// An empty mirror, so that `dump` shows nothing.
        public var customMirror: Mirror { Mirror(self, children: [:]) }
    }
#endif
