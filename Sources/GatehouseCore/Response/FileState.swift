/// What tells one state of a file from another, as the file system has it.
package struct FileState: Sendable, Hashable {
    /// A moment, since 1970-01-01T00:00:00Z.
    package struct Moment: Sendable, Hashable {
        let seconds: Int64
        let nanoseconds: Int64

        /// Creates a moment.
        package init(seconds: Int64, nanoseconds: Int64) {
            self.seconds = seconds
            self.nanoseconds = nanoseconds
        }
    }

    let size: Int
    /// When it was written, as far as anybody says (`st_mtim`).
    let modified: Moment
    /// When anything of it was changed (`st_ctim`).
    let changed: Moment

    /// Creates a state.
    package init(size: Int, modified: Moment, changed: Moment) {
        self.size = size
        self.modified = modified
        self.changed = changed
    }

    /// How long a file must have been left alone for its times to tell it from every later state, in seconds. They move on
    /// with the kernel's clock, every few milliseconds; some file systems count in steps of two seconds.
    package static let settling = 2

    /// What the fields of an answer say of a state.
    struct Validators: Sendable, Equatable {
        let tag: EntityTag
        /// `nil` while the file may change again within the same second.
        let modified: Timestamp?
    }

    /// The validators of the state.
    ///
    /// The tag is made of size, time of modification and time of change; `touch -r` and `rsync -t` cannot set the last, so
    /// that other bytes of the same size and date have another tag. It tells nobody the inode, is the same in every process,
    /// and is strong once the file has been left alone for a while (RFC 9110, section 8.8.1): whatever changes it from then
    /// on changes its time. Until then it is weak, and another one than later.
    ///
    /// - Parameters:
    ///   - now: the time of the request, from before the file was opened.
    ///   - settling: how long the file must have been left alone, in seconds.
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

    /// The finaliser of SplitMix64: each bit of the result depends on each bit of the number, and no two numbers give the
    /// same.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var number = number &+ 0x9E37_79B9_7F4A_7C15
        number = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
        number = (number ^ (number >> 27)) &* 0x94D0_49BB_1331_11EB
        return number ^ (number >> 31)
    }
}
