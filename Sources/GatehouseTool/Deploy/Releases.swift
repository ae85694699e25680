#if Tool
    internal import FastCGI
    internal import FoundationEssentials
    internal import SystemPackage

    /// The programs that were deployed, in the directory `releases` of the private directory: one file each, named after the
    /// time.
    struct Releases: Sendable {
        /// The absolute path of the directory.
        let directory: String

        /// The names, the oldest first.
        func names() throws(ToolError) -> [String] {
            guard LocalFiles.isDirectory(directory) else { return [] }
            do {
                return try FileManager.default.contentsOfDirectory(atPath: directory).filter(Self.isName).sorted()
            } catch {
                throw ToolError("cannot list \(directory): \(error)", status: .missingInput)
            }
        }

        func path(_ name: String) -> String { "\(directory)/\(name)" }

        /// The content of a release.
        func bytes(_ name: String) throws(ToolError) -> [UInt8] {
            guard let bytes = try LocalFiles.bytes(path(name), limit: LocalFiles.programLimit) else {
                throw ToolError(
                    "there is no release \(path(name))", remedy: "list them with: gatehouse rollback DIRECTORY --list",
                    status: .missingInput)
            }
            return bytes
        }

        /// The newest release with this content; `nil` if there is none.
        ///
        /// The installed file is compared, so a crash between two steps leaves no wrong mark.
        func name(of bytes: [UInt8]) throws(ToolError) -> String? {
            for name in try names().reversed() {
                guard try LocalFiles.information(path(name))?.size == Int64(bytes.count) else { continue }
                if try self.bytes(name) == bytes { return name }
            }
            return nil
        }

        /// Stores a program, and returns the name of the release.
        func add(_ bytes: [UInt8]) throws(ToolError) -> String {
            try LocalFiles.createDirectories(directory, mode: 0o700)
            let time = Self.name(at: Date())
            let last = try names().last
            // A second release within one second, or a clock that was set back, must not sort before the others.
            let name = if let last, last >= time { Self.successor(of: last) } else { time }
            try LocalFiles.replace(path(name), with: bytes, mode: 0o700)
            return name
        }

        /// Removes all but the newest releases, and what a killed deployment has left.
        ///
        /// - Parameters:
        ///   - count: the number of releases that stay.
        ///   - kept: a release that stays although it is older.
        func prune(to count: Int, keeping kept: String?) throws(ToolError) {
            do {
                for name in try names().dropLast(count) where name != kept {
                    try FileManager.default.removeItem(atPath: path(name))
                }
                for name in try FileManager.default.contentsOfDirectory(atPath: directory)
                where name.contains(".new-") { try FileManager.default.removeItem(atPath: path(name)) }
            } catch let error as ToolError {
                throw error
            } catch {
                throw ToolError("cannot remove old releases in \(directory): \(error)", status: .cannotCreate)
            }
        }

        /// The name of a release that is made at a time.
        static func name(at time: Date) -> String { time.formatted(.iso8601.timeSeparator(.omitted)) }

        /// The time in a name.
        static func time(of name: String) -> Date? {
            try? Date(String(name.prefix(18)), strategy: .iso8601.timeSeparator(.omitted))
        }

        /// `2026-11-29T181000Z`, or the same with a number: `2026-11-29T181000Z-002`.
        static func isName(_ name: String) -> Bool {
            let bytes = Array(name.utf8)
            return bytes.count >= 18 && bytes[10] == UInt8(ascii: "T") && bytes[17] == UInt8(ascii: "Z")
                && (bytes.count == 18 || (bytes.count == 22 && bytes[18] == UInt8(ascii: "-")))
        }

        static func successor(of name: String) -> String {
            let number = name.utf8.count > 18 ? Int(name.suffix(3)) ?? 0 : 1
            let digits = String(number + 1)
            return name.prefix(18) + "-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        }
    }
#endif
