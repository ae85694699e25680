#if Tool
    /// The fields of a received SFTP message. Every field is checked against the end of the message.
    struct SFTPReply: Sendable {
        /// What a server sent that no version 3 of SFTP allows.
        struct Malformed: Error {}

        let kind: SFTPMessage.Kind?
        private let bytes: [UInt8]
        private var index = 1

        /// - Parameter bytes: the message without its length.
        init(_ bytes: [UInt8]) throws(Malformed) {
            guard let first = bytes.first else { throw Malformed() }
            kind = SFTPMessage.Kind(rawValue: first)
            self.bytes = bytes
        }

        var isAtEnd: Bool { index == bytes.count }

        mutating func number() throws(Malformed) -> UInt32 {
            guard bytes.count - index >= 4 else { throw Malformed() }
            defer { index += 4 }
            return bytes[index..<(index + 4)].reduce(0) { $0 << 8 | UInt32($1) }
        }

        mutating func longNumber() throws(Malformed) -> UInt64 {
            let high = try number()
            return UInt64(high) << 32 | UInt64(try number())
        }

        mutating func data() throws(Malformed) -> ArraySlice<UInt8> {
            let count = Int(try number())
            guard count <= bytes.count - index else { throw Malformed() }
            defer { index += count }
            return bytes[index..<(index + count)]
        }

        mutating func text() throws(Malformed) -> String { String(decoding: try data(), as: UTF8.self) }

        /// The attributes of a file.
        mutating func attributes() throws(Malformed) -> SFTPAttributes {
            let flags = try number()
            var attributes = SFTPAttributes()
            if flags & 0x1 != 0 { attributes.size = try longNumber() }
            if flags & 0x2 != 0 {
                attributes.owner = try number()
                attributes.group = try number()
            }
            if flags & 0x4 != 0 { attributes.mode = try number() }
            if flags & 0x8 != 0 {
                _ = try number()
                attributes.modified = try number()
            }
            if flags & 0x8000_0000 != 0 {
                // Each extension takes eight bytes or more, so the loop ends with the message.
                for _ in 0..<(try number()) {
                    _ = try data()
                    _ = try data()
                }
            }
            return attributes
        }
    }

    /// What a server says about a file. Without a field, it did not say it.
    struct SFTPAttributes: Sendable, Equatable {
        var size: UInt64?
        var owner: UInt32?
        var group: UInt32?
        /// The type and the permissions, as in `st_mode`.
        var mode: UInt32?
        /// The time of the last modification, in seconds since 1970.
        var modified: UInt32?

        var isDirectory: Bool { mode.map { $0 & 0o170000 == 0o040000 } ?? false }
        var isRegularFile: Bool { mode.map { $0 & 0o170000 == 0o100000 } ?? false }
        var isLink: Bool { mode.map { $0 & 0o170000 == 0o120000 } ?? false }
    }
#endif
