#if Tool
    /// A request that the SFTP server did not carry out.
    struct SFTPFailure: Error, Sendable, Hashable, CustomStringConvertible {
        /// The code of the server (SSH_FX_…).
        let code: UInt32
        /// The text of the server.
        let message: String

        /// SSH_FX_EOF
        var isEnd: Bool { code == 1 }
        /// SSH_FX_NO_SUCH_FILE
        var isMissing: Bool { code == 2 }

        /// What the server says, without control characters.
        var description: String {
            let names = [
                2: "no such file", 3: "permission denied", 4: "failure", 5: "bad message", 6: "no connection",
                7: "the connection is lost", 8: "not supported",
            ]
            let text = String(message.unicodeScalars.prefix(200).map { $0.value < 0x20 ? " " : Character($0) })
            return text.isEmpty ? names[Int(code)] ?? "status \(code)" : text
        }
    }
#endif
