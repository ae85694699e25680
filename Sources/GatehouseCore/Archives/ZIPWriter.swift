/// Writes the records of a ZIP archive (PKWARE's APPNOTE 6.3.10, ISO/IEC 21320-1), and counts their bytes.
///
/// The content is stored without compression. The checksum of a file follows its content, so that the file is read only once.
struct ZIPWriter {
    /// The number of bytes so far.
    private(set) var offset: UInt64 = 0

    /// The records of the directory at the end: about 80 bytes and the name for each entry.
    private var directory: [UInt8] = []
    private var count: UInt64 = 0

    /// The values above which a field has its ZIP64 form.
    private static let largest32 = UInt64(UInt32.max)
    private static let largest16 = UInt64(UInt16.max)

    /// A system with POSIX modes, and version 4.5.
    private static let madeBy: UInt16 = 0x032D

    /// The entry that is being written.
    private struct Current {
        let name: String
        let isFolder: Bool
        let modified: Timestamp
        let start: UInt64
        /// Whether the lengths after the content have 64 bits.
        let isLarge: Bool
        let isFollowedByLengths: Bool
    }

    private var current: Current?

    /// Begins an entry.
    ///
    /// - Parameters:
    ///   - size: the length of the content; `nil` if it is unknown.
    ///   - checksum: the checksum of the content; `nil` if it is not known yet.
    /// - Returns: the record before the content.
    mutating func begin(
        _ name: String, isFolder: Bool, modified: Timestamp, size: Int?, checksum: UInt32?
    ) -> [UInt8] {
        // Content of an unknown length could need more than 32 bits.
        let isLarge = size.map { UInt64($0) >= Self.largest32 } ?? true
        let isFollowed = checksum == nil
        current = Current(
            name: name, isFolder: isFolder, modified: modified, start: offset, isLarge: isLarge,
            isFollowedByLengths: isFollowed)
        var extra = Self.time(modified)
        if isLarge {
            extra.append(0x0001 as UInt16)
            extra.append(16 as UInt16)
            for _ in 0..<2 { extra.append(isFollowed ? 0 : UInt64(size ?? 0)) }
        }
        var record: [UInt8] = []
        record.append(0x0403_4B50 as UInt32)
        appendCommon(to: &record, isLarge: isLarge, isFollowed: isFollowed, modified)
        let length = isLarge ? UInt32.max : isFollowed ? 0 : UInt32(clamping: size ?? 0)
        record.append(checksum ?? 0)
        record.append(length)
        record.append(length)
        record.append(UInt16(name.utf8.count))
        record.append(UInt16(extra.count))
        record += name.utf8
        record += extra
        offset += UInt64(record.count)
        return record
    }

    /// Ends an entry.
    ///
    /// - Returns: the record after the content; empty if the record before it had everything.
    mutating func end(size: UInt64, checksum: UInt32) -> [UInt8] {
        guard let entry = current else { return [] }
        current = nil
        offset += size
        var record: [UInt8] = []
        if entry.isFollowedByLengths {
            record.append(0x0807_4B50 as UInt32)
            record.append(checksum)
            for _ in 0..<2 { entry.isLarge ? record.append(size) : record.append(UInt32(clamping: size)) }
        }
        offset += UInt64(record.count)
        list(entry, size: size, checksum: checksum)
        return record
    }

    private mutating func list(_ entry: Current, size: UInt64, checksum: UInt32) {
        count += 1
        var large: [UInt8] = []
        if size >= Self.largest32 {
            large.append(size)
            large.append(size)
        }
        if entry.start >= Self.largest32 { large.append(entry.start) }
        var extra = Self.time(entry.modified)
        if !large.isEmpty {
            extra.append(0x0001 as UInt16)
            extra.append(UInt16(large.count))
            extra += large
        }
        directory.append(0x0201_4B50 as UInt32)
        directory.append(Self.madeBy)
        appendCommon(
            to: &directory, isLarge: entry.isLarge || !large.isEmpty, isFollowed: entry.isFollowedByLengths,
            entry.modified)
        directory.append(checksum)
        directory.append(UInt32(clamping: size))
        directory.append(UInt32(clamping: size))
        directory.append(UInt16(entry.name.utf8.count))
        directory.append(UInt16(extra.count))
        // No comment, the first disk, no internal attributes. Then drwxr-xr-x or -rw-r--r--.
        for _ in 0..<3 { directory.append(0 as UInt16) }
        let attributes: UInt32 = entry.isFolder ? 0x41ED_0010 : 0x81A4_0000
        directory.append(attributes)
        directory.append(UInt32(clamping: entry.start))
        directory += entry.name.utf8
        directory += extra
    }

    /// The fields that both records of an entry have: version, flags, method and time.
    private func appendCommon(
        to record: inout [UInt8], isLarge: Bool, isFollowed: Bool, _ modified: Timestamp
    ) {
        let version: UInt16 = isLarge ? 45 : 20
        // Names are in UTF-8, and the lengths may follow the content.
        let flags: UInt16 = isFollowed ? 0x0808 : 0x0800
        record.append(version)
        record.append(flags)
        record.append(0 as UInt16)
        let (date, time) = Self.date(modified)
        record.append(time)
        record.append(date)
    }

    /// The directory and the end of the archive.
    mutating func finish() -> [UInt8] {
        let start = offset
        var end = directory
        let size = UInt64(directory.count)
        if count >= Self.largest16 || size >= Self.largest32 || start >= Self.largest32 {
            end.append(0x0606_4B50 as UInt32)
            end.append(44 as UInt64)
            end.append(Self.madeBy)
            end.append(45 as UInt16)
            end.append(0 as UInt64)
            for value in [count, count, size, start] { end.append(value) }
            end.append(0x0706_4B50 as UInt32)
            end.append(0 as UInt32)
            end.append(start + size)
            end.append(1 as UInt32)
        }
        end.append(0x0605_4B50 as UInt32)
        end.append(0 as UInt32)
        for _ in 0..<2 { end.append(UInt16(clamping: count)) }
        end.append(UInt32(clamping: size))
        end.append(UInt32(clamping: start))
        end.append(0 as UInt16)
        offset += UInt64(end.count)
        return end
    }

    /// The extra field with the time in UTC, to the second.
    private static func time(_ moment: Timestamp) -> [UInt8] {
        var field: [UInt8] = []
        field.append(0x5455 as UInt16)
        field.append(5 as UInt16)
        field.append(1 as UInt8)
        field.append(UInt32(bitPattern: Int32(clamping: moment.secondsSince1970)))
        return field
    }

    /// The time in the form of MS-DOS, from 1980 to 2107, in UTC.
    private static func date(_ moment: Timestamp) -> (date: UInt16, time: UInt16) {
        let seconds = min(max(moment.secondsSince1970, 315_532_800), 4_354_819_198)
        let civil = CivilDate(Timestamp(secondsSince1970: seconds))
        let rest = seconds % Timestamp.secondsPerDay
        let date = (civil.year - 1980) * 512 + civil.month * 32 + civil.day
        let time = rest / 3600 * 2048 + rest / 60 % 60 * 32 + rest % 60 / 2
        return (UInt16(date), UInt16(time))
    }
}

extension [UInt8] {
    /// Appends an integer in little-endian order.
    fileprivate mutating func append<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value) {
        for index in 0..<(Value.bitWidth / 8) { append(UInt8(truncatingIfNeeded: value >> Value(index * 8))) }
    }
}
