/// The state of a file, according to the file system.
package struct FileState: Sendable, Hashable {
    /// A time since 1970-01-01T00:00:00Z.
    package struct Moment: Sendable, Hashable {
        let seconds: Int64
        let nanoseconds: Int64

        /// Creates a time.
        package init(seconds: Int64, nanoseconds: Int64) {
            self.seconds = seconds
            self.nanoseconds = nanoseconds
        }
    }

    let size: Int
    /// The time of the last modification (`st_mtim`), which programs can set.
    let modified: Moment
    /// The time of the last change to the file or its metadata (`st_ctim`).
    let changed: Moment

    /// Creates a state.
    package init(size: Int, modified: Moment, changed: Moment) {
        self.size = size
        self.modified = modified
        self.changed = changed
    }

    /// The time without changes, in seconds, after which a file's times distinguish it from every later state. File
    /// times advance with the kernel's clock, every few milliseconds; some file systems use steps of two seconds.
    package static let settling = 2

    /// The validators of a state, for the header fields of a response.
    struct Validators: Sendable, Equatable {
        let tag: EntityTag
        /// `nil` while the file could change again within the same second.
        let modified: Timestamp?
    }

    /// The validators of the state.
    ///
    /// The tag is a hash of size, modification time and change time. `touch -r` and `rsync -t` cannot set the change
    /// time, so different bytes with the same size and date have different tags. The tag does not reveal the inode and
    /// is the same in every process. It is strong once the file has not changed for a while (RFC 9110, section 8.8.1),
    /// because any later change then changes its time. Until then, the tag is weak and has another value.
    ///
    /// - Parameters:
    ///   - now: the time of the request, before the file was opened.
    ///   - settling: the required time without changes, in seconds.
    func validators(now: Timestamp, settling: Int) -> Validators {
        let last = max(modified.seconds, changed.seconds)
        let (age, isTooLarge) = now.secondsSince1970.subtractingReportingOverflow(last)
        let isSettled = isTooLarge ? now.secondsSince1970 > last : age >= Int64(settling)
        var hash: UInt64 = isSettled ? 0 : 1
        for word in [Int64(size), modified.seconds, modified.nanoseconds, changed.seconds, changed.nanoseconds] {
            hash = Self.mixed(hash ^ UInt64(bitPattern: word))
        }
        let digits = String(hash, radix: 16)
        let opaque = String(repeating: "0", count: 16 - digits.utf8.count) + digits
        return Validators(
            tag: EntityTag(opaque: Array(opaque.utf8), isWeak: !isSettled),
            modified: isSettled ? Timestamp(secondsSince1970: modified.seconds) : nil
        )
    }

    /// The finaliser of SplitMix64. Each bit of the result depends on each bit of the number, and different numbers
    /// give different results.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var number = number &+ 0x9E37_79B9_7F4A_7C15
        number = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
        number = (number ^ (number >> 27)) &* 0x94D0_49BB_1331_11EB
        return number ^ (number >> 31)
    }
}
