#if Tool
    internal import FoundationEssentials

    /// Fresh secrets for settings.
    enum SecretText {
        /// 32 bytes from the kernel, as Base64 (44 characters).
        static func random() -> String {
            var generator = SystemRandomNumberGenerator()
            return Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }).base64EncodedString()
        }
    }
#endif
