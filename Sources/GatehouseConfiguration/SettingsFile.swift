internal import FastCGI
internal import GatewayInterface

/// A file of settings that nobody but the program's own user can read.
///
/// It has to be a regular file with mode 0600 (or 0400), of the user that the program runs as, with one name, behind no
/// symbolic link, and outside of what the web server shows. Each line is `GATEHOUSE_NAME=value`, a comment that begins
/// with "#", or empty.
public struct SettingsFile: Sendable {
    private let path: String
    private let publicDirectory: String

    /// Names a file.
    ///
    /// - Parameters:
    ///   - path: from "/" on.
    ///   - publicDirectory: what the web server shows, such as `/home/me/public_html`. A file in it, or below, is refused.
    public init(_ path: String, outside publicDirectory: String) {
        self.path = path
        self.publicDirectory = publicDirectory
    }

    /// The largest file, in bytes.
    static let largest = 64 * 1024

    /// Reads the lines; adds to `mistakes` what is wrong with the file or with them.
    ///
    /// - Parameter documentRoot: what the web server itself calls the public directory, where it has said so already.
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

    /// Takes the content of a file apart. What two readers of such files could read differently is a mistake.
    ///
    /// - Parameters:
    ///   - bytes: the content.
    ///   - name: of the file, for the mistakes. The content is never in them: it may be a secret.
    static func pairs(_ bytes: [UInt8], _ name: String, _ problems: inout [String]) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        var seen: [String: Int] = [:]
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            let place = "\(name), line \(index + 1): "
            guard let text = String(validating: line, as: UTF8.self), line.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else {
                problems.append(place + "it is no text, or holds a control character such as CR")
                continue
            }
            guard let equals = text.firstIndex(of: "="), isName(text[..<equals]) else {
                problems.append(place + "it is no GATEHOUSE_NAME=value, comment or empty line")
                continue
            }
            let key = String(text[..<equals])
            let value = text[text.index(after: equals)...]
            if let first = seen[key] {
                problems.append(place + "\(key) stands there twice, first in line \(first)")
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
                $0 == 0x5F || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || (0x30...0x39).contains($0)
            }
    }
}
