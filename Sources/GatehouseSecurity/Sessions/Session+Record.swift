#if Security
    /// The form in which stores keep a session.
    ///
    /// | bytes | content |
    /// |---|---|
    /// | 1 | the version, 1 |
    /// | 1 | which of the optional values are present: 1 password, 2 second factor, 4 address |
    /// | 32 | the first identifier |
    /// | 8 | the moment of the sign-in |
    /// | 8 | the generation |
    /// | 0 or 8 | the moment of the password |
    /// | 0 or 8 | the moment of the second factor |
    /// | 2 + … | length and bytes of the user identifier |
    /// | 2 + … | length and bytes of the browser's description |
    /// | 0 or 2 + … | length and bytes of the address |
    /// | 2 + … | length and bytes of the application's data |
    ///
    /// Numbers are big-endian. Each session has exactly one form.
    extension Session {
        /// The longest record, in bytes.
        static let longestRecord: Int = 74 + longestUserID + longestUserAgent + longestAddress + longestData

        private static let version: UInt8 = 1
        private static let longestAddress = 64

        /// The session without its identifier and the moment of its last use, for a ``SessionStore``.
        public var contents: [UInt8] {
            var record = RecordWriter()
            record.bytes.reserveCapacity(160 + data.count)
            record.append(Self.version)
            var present: UInt8 = 0
            if passwordAt != nil { present |= 1 }
            if secondFactorAt != nil { present |= 2 }
            if address != nil { present |= 4 }
            record.append(present)
            record.bytes += signIn.bytes
            record.append(created.secondsSince1970)
            record.append(generation)
            if let passwordAt { record.append(passwordAt.secondsSince1970) }
            if let secondFactorAt { record.append(secondFactorAt.secondsSince1970) }
            record.append(text: userID.utf8)
            record.append(text: userAgent.utf8)
            if let address { record.append(text: address.utf8) }
            record.append(text: data)
            return record.bytes
        }

        /// Reads a stored session.
        ///
        /// - Parameters:
        ///   - id: the identifier under which it was found.
        ///   - contents: its ``contents``.
        ///   - lastUsed: the moment of its last use.
        /// - Throws: ``SessionError`` if the contents are damaged.
        public init(id: SessionID, contents: [UInt8], lastUsed: Timestamp) throws(SessionError) {
            guard let session = Session(id, contents, lastUsed) else {
                throw SessionError("the stored session \(id) cannot be read")
            }
            self = session
        }

        private init?(_ id: SessionID, _ contents: [UInt8], _ lastUsed: Timestamp) {
            var record = RecordReader(contents[...])
            guard contents.count <= Self.longestRecord, RecordReader.moments.contains(lastUsed),
                record.byte() == Self.version, let present = record.byte(),
                present < 8, let first = record.bytes(32), let signIn = SessionID(first),
                let created = record.moment(), let generation = record.number()
            else { return nil }
            var passwordAt: Timestamp?
            if present & 1 != 0 {
                guard let moment = record.moment() else { return nil }
                passwordAt = moment
            }
            var secondFactorAt: Timestamp?
            if present & 2 != 0 {
                guard let moment = record.moment() else { return nil }
                secondFactorAt = moment
            }
            guard let userID = record.text(1...Self.longestUserID),
                let userAgent = record.text(0...Self.longestUserAgent)
            else { return nil }
            var address: String?
            if present & 4 != 0 {
                guard let text = record.text(0...Self.longestAddress) else { return nil }
                address = text
            }
            guard let data = record.field(0...Self.longestData), record.isAtEnd else { return nil }
            self.init(
                id: id, signIn: signIn, userID: userID, created: created, lastUsed: lastUsed, passwordAt: passwordAt,
                secondFactorAt: secondFactorAt, generation: generation,
                userAgent: userAgent, address: address, data: Array(data))
        }
    }

    /// Appends the fields of a record.
    private struct RecordWriter {
        var bytes: [UInt8] = []

        mutating func append(_ byte: UInt8) {
            bytes.append(byte)
        }

        mutating func append(_ number: Int64) {
            var rest = UInt64(bitPattern: number)
            for _ in 0..<8 {
                bytes.append(UInt8(truncatingIfNeeded: rest >> 56))
                rest <<= 8
            }
        }

        mutating func append(text: some Collection<UInt8>) {
            bytes.append(UInt8(truncatingIfNeeded: text.count >> 8))
            bytes.append(UInt8(truncatingIfNeeded: text.count))
            bytes += text
        }
    }

    /// Reads the fields of a record. Each function returns `nil` at the end of the bytes.
    private struct RecordReader {
        /// From 1970 to the end of the year 9999, so that no calculation overflows.
        static let moments =
            Timestamp(secondsSince1970: 0)...Timestamp(secondsSince1970: 253_402_300_799)

        private var rest: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) {
            rest = bytes
        }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func byte() -> UInt8? {
            rest.popFirst()
        }

        mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }

        mutating func number() -> Int64? {
            guard let bytes = bytes(8) else { return nil }
            var number: UInt64 = 0
            for byte in bytes { number = number << 8 | UInt64(byte) }
            return Int64(bitPattern: number)
        }

        mutating func moment() -> Timestamp? {
            guard let number = number() else { return nil }
            let moment = Timestamp(secondsSince1970: number)
            return Self.moments.contains(moment) ? moment : nil
        }

        mutating func field(_ lengths: ClosedRange<Int>) -> ArraySlice<UInt8>? {
            guard let high = byte(), let low = byte() else { return nil }
            let length = Int(high) << 8 | Int(low)
            return lengths.contains(length) ? bytes(length) : nil
        }

        mutating func text(_ lengths: ClosedRange<Int>) -> String? {
            field(lengths).flatMap { String(validating: $0, as: UTF8.self) }
        }
    }
#endif
