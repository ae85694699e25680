#if Tool
    internal import FoundationEssentials

    /// The process that listens on a TCP port of this machine (proc(5)).
    enum PortHolder {
        /// The error for a port that is taken.
        static func error(port: Int) -> ToolError {
            ToolError(
                "port \(port) is taken: \(describe(port: port) ?? "another program") listens there",
                remedy: "end it, or choose another port: --port \(port < 65_535 ? port + 1 : 8080)",
                status: .unavailable)
        }

        /// A text such as `apache2 (process 812)`; `nil` if it belongs to another user, or is unknown.
        static func describe(port: Int) -> String? {
            let inodes = Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap { sockets(in: $0, port: port) })
            guard !inodes.isEmpty else { return nil }
            let files = FileManager.default
            let processes = ((try? files.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int($0) }.sorted()
            for process in processes {
                let directory = "/proc/\(process)/fd"
                for name in (try? files.contentsOfDirectory(atPath: directory)) ?? [] {
                    guard let target = try? files.destinationOfSymbolicLink(atPath: "\(directory)/\(name)"),
                        inodes.contains(target)
                    else { continue }
                    let command = files.contents(atPath: "/proc/\(process)/comm").map {
                        String(decoding: $0.prefix { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
                    }
                    return "\(command ?? "a program") (process \(process))"
                }
            }
            return nil
        }

        /// The listening sockets of a port, as the links in /proc/PID/fd name them.
        private static func sockets(in table: String, port: Int) -> [String] {
            guard let bytes = FileManager.default.contents(atPath: table) else { return [] }
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().compactMap { line in
                let words = line.split(separator: " ", omittingEmptySubsequences: true)
                // The local address, the state (0A: listening) and the inode.
                guard words.count > 9, words[3] == "0A", let local = words[1].split(separator: ":").last,
                    Int(local, radix: 16) == port
                else { return nil }
                return "socket:[\(words[9])]"
            }
        }
    }
#endif
