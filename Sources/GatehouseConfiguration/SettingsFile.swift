internal import FastCGI
internal import GatewayInterface

/// A file of settings that only the program's own user can read.
///
/// It must be a regular file with mode 0600 or 0400 and with one name. It must belong to the user that runs the program and
/// lie outside the directory that the web server serves. No part of its path may be a symbolic link. Each line is
/// `GATEHOUSE_NAME=value`, a comment that begins with "#", or empty.
public struct SettingsFile: Sendable {
    private let path: String
    private let publicDirectory: String

    /// Creates a reference to a file. The file is read with the settings.
    ///
    /// - Parameters:
    ///   - path: the absolute path.
    ///   - publicDirectory: the directory that the web server serves, such as `/home/me/public_html`. A file in it or below
    ///     it is refused.
    public init(_ path: String, outside publicDirectory: String) {
        self.path = path
        self.publicDirectory = publicDirectory
    }

    /// The largest file, in bytes.
    package static let largest = 64 * 1024

    /// Reads the lines, and adds errors to `problems`.
    ///
    /// - Parameter documentRoot: the public directory according to the web server, if it is known.
    func pairs(documentRoot: String?, _ problems: inout [String]) -> [(name: String, value: String)] {
        let file: PrivateFile
        do throws(PrivateFile.Refusal) {
            let directories = [publicDirectory] + (documentRoot.map { [$0] } ?? [])
            file = try PrivateFile(path: path, outside: directories, limit: Self.largest)
        } catch {
            problems.append("settings file: \(error)")
            return []
        }
        return Self.pairs(file.bytes, LogText.quoted(path.utf8), &problems)
    }

    /// Parses the content of a file. A line that other parsers could read differently is an error.
    ///
    /// - Parameters:
    ///   - bytes: the content.
    ///   - name: the name of the file, for the errors. They never contain a value, because it may be a secret.
    ///   - problems: gets the errors.
    package static func pairs(
        _ bytes: [UInt8], _ name: String, _ problems: inout [String]
    ) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        var seen: [String: Int] = [:]
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            let place = "\(name), line \(index + 1): "
            guard let text = String(validating: line, as: UTF8.self), line.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else {
                problems.append(place + "not UTF-8, or contains a control character such as CR")
                continue
            }
            guard let equals = text.firstIndex(of: "="), isName(text[..<equals]) else {
                problems.append(place + "expected GATEHOUSE_NAME=value, a comment or an empty line")
                continue
            }
            let key = String(text[..<equals])
            let value = text[text.index(after: equals)...]
            if let first = seen[key] {
                problems.append(place + "\(key) is set twice, first in line \(first)")
                continue
            }
            seen[key] = index + 1
            if value.first == " " || value.last == " " || value.first == "\"" || value.first == "'" {
                problems.append(
                    place + "the value of \(key) begins or ends with a space, or begins with a quotation mark")
                continue
            }
            pairs.append((key, String(value)))
        }
        return pairs
    }

    private static func isName(_ text: Substring) -> Bool {
        text.hasPrefix(Settings.prefix)
            && text.utf8.allSatisfy {
                $0 == 0x5F || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0.isASCIIDigit
            }
    }
}
