#if Tool
    /// A message of SFTP version 3 (draft-ietf-secsh-filexfer-02), without its length: a type and fields.
    struct SFTPMessage: Sendable {
        /// The types of messages that the tool sends or understands.
        enum Kind: UInt8, Sendable {
            case initialize = 1
            case version = 2
            case open = 3
            case close = 4
            case read = 5
            case write = 6
            case attributesOfLink = 7
            case setAttributes = 9
            case setHandleAttributes = 10
            case openDirectory = 11
            case readDirectory = 12
            case remove = 13
            case makeDirectory = 14
            case removeDirectory = 15
            case realPath = 16
            case attributes = 17
            case rename = 18
            case status = 101
            case handle = 102
            case data = 103
            case names = 104
            case attributesReply = 105
            case extended = 200
        }

        /// The longest message that is accepted, in bytes: OpenSSH's own limit.
        static let longest = 256 * 1024

        private(set) var bytes: [UInt8]

        init(_ kind: Kind) { bytes = [kind.rawValue] }

        /// The message behind its length, as it is sent.
        var framed: [UInt8] {
            var message = SFTPMessage(.initialize)
            message.bytes = []
            message.append(UInt32(bytes.count))
            return message.bytes + bytes
        }

        mutating func append(_ number: UInt32) {
            for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
        }

        mutating func append(_ number: UInt64) {
            append(UInt32(truncatingIfNeeded: number >> 32))
            append(UInt32(truncatingIfNeeded: number))
        }

        mutating func append(_ text: some Collection<UInt8>) {
            append(UInt32(text.count))
            bytes += text
        }

        mutating func append(_ text: String) { append(text.utf8) }

        /// Attributes with a mode and, if it is given, a time of modification.
        mutating func append(mode: UInt32, time: UInt32? = nil) {
            // SSH_FILEXFER_ATTR_PERMISSIONS, SSH_FILEXFER_ATTR_ACMODTIME
            append(UInt32(0x4 | (time == nil ? 0 : 0x8)))
            append(mode)
            if let time {
                append(time)
                append(time)
            }
        }
    }
#endif
