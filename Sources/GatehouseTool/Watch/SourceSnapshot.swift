#if Tool
    internal import FoundationEssentials
    internal import Glibc
    internal import SystemPackage

    /// Which files exist below some paths, and when each one changed last.
    struct SourceSnapshot: Equatable, Sendable {
        /// What differs after every kind of change: a write, a rename onto the file, a new file of the same name.
        private struct Stamp: Equatable {
            let inode: UInt64
            let size: Int64
            let seconds: Int
            let nanoseconds: Int
        }

        /// The largest number of files. The rest is not watched.
        static let limit = 20_000

        private var stamps: [String: Stamp] = [:]

        /// Whether there are more files than ``limit``.
        var isIncomplete: Bool { stamps.count >= Self.limit }

        /// Looks at the files.
        ///
        /// Names that begin with "." or end with "~" are left out: the results of builds, repositories, and the temporary
        /// files of editors. A link to a directory is not followed, because it can lead back.
        ///
        /// - Parameter roots: files and directories. A missing one counts as empty.
        init(of roots: [String]) {
            for root in roots { add(root, followsLink: true) }
        }

        private mutating func add(_ path: String, followsLink: Bool) {
            guard !isIncomplete, let status = try? FilePath(path).stat(followTargetSymlink: followsLink) else { return }
            switch status.type {
            case .directory:
                let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
                for name in names where !name.hasPrefix(".") && !name.hasSuffix("~") {
                    add("\(path)/\(name)", followsLink: false)
                }
            case .symbolicLink:
                if let target = try? FilePath(path).stat(), target.type == .regular { record(path, target) }
            case .regular:
                record(path, status)
            default:
                break
            }
        }

        private mutating func record(_ path: String, _ status: Stat) {
            let changed = status.st_ctim
            stamps[path] = Stamp(
                inode: UInt64(status.inode.rawValue), size: status.size, seconds: Int(changed.tv_sec),
                nanoseconds: Int(changed.tv_nsec))
        }

        /// The paths that are new, changed or gone since an older snapshot, sorted.
        func changes(since old: SourceSnapshot) -> [String] {
            let changed = stamps.filter { old.stamps[$0.key] != $0.value }.map(\.key)
            return (changed + old.stamps.keys.filter { stamps[$0] == nil }).sorted()
        }
    }
#endif
