import FastCGI
import Foundation
import Gatehouse
import TestSupport
import Testing

/// A directory with a few files to serve and many traps. Everything that must not be served contains the word SECRET.
final class TrapDirectory: Sendable {
    let root: String
    var path: String { root + "/public" }
    private let owner: Owner

    /// Deletes the directory when the class is released.
    private final class Owner: Sendable {
        let directory: TemporaryDirectory
        init() throws { directory = try TemporaryDirectory() }
    }

    static let style = Array("body { color: green }\n".utf8)

    init() throws {
        owner = try Owner()
        root = owner.directory.url.resolvingSymlinksInPath().path
        for name in ["public/sub/deep", "public/.git", "public/d~", "public/directory.css", "outside"] {
            try FileManager.default.createDirectory(atPath: "\(root)/\(name)", withIntermediateDirectories: true)
        }
        for name in ["a.css", "sub/b.css", "sub/deep/c.css", "we ird%2F&;'.css", "\u{FC}.css", "A.css", "-rf.css"] {
            try write(name, Self.style)
        }
        for name in Self.secrets { try write(name, Array("SECRET\n".utf8)) }
        for name in ["secret.css", "secret.txt"] {
            try Data("SECRET\n".utf8).write(to: URL(fileURLWithPath: "\(root)/outside/\(name)"))
        }
        for (name, target) in Self.links {
            guard unsafe symlink(target.replacing("@ROOT@", with: root), "\(path)/\(name)") == 0 else {
                throw Failed(name: name)
            }
        }
        guard unsafe mkfifo("\(path)/fifo.css", 0o644) == 0 else { throw Failed(name: "fifo.css") }
        // Only root may create a device; for other users this trap is missing.
        _ = unsafe mknod("\(path)/device.css", S_IFCHR | 0o644, (1 << 8) | 5)
        try makeSocket("\(path)/socket.css")
        // A name that is not UTF-8: 0xFF and ".css".
        let odd: [UInt8] = Array("\(path)/".utf8) + [0xFF] + Array(".css".utf8) + [0]
        let file = unsafe odd.withUnsafeBytes { bytes in
            unsafe bytes.assumingMemoryBound(to: CChar.self).baseAddress.map {
                unsafe open($0, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
            } ?? -1
        }
        guard file >= 0 else { throw Failed(name: "not UTF-8") }
        FileHandle(fileDescriptor: file, closeOnDealloc: true).write(Data("SECRET\n".utf8))
    }

    struct Failed: Error { let name: String }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    private func makeSocket(_ path: String) throws {
        // The socket stays in the file system after its listener has closed.
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_un()
        address.sun_family = UInt16(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let result = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw Failed(name: "socket.css") }
    }

    /// Files in the directory that must never be served.
    static let secrets = [
        "noextension", "page.html", "script.php", "a.CSS", "a.Css", ".css", ".hidden.css", ".htaccess", ".env",
        ".git/config.css",
        "d~/a.css", "a.css~", "a.css.bak", "a.bak.css", "a.css.orig", "a.orig.css", ".a.css.swp", "a.css.swp",
        "#a.css#", "#a.css",
        ".#a.css", "~a.css", "a.css ", "a.css.", "a.css..", " a.css", "a.css.html", "a.css\n", "a\n.css", "a\u{7F}.css",
        "a.css\u{301}", "sub/.x.css", "sub/b.css~", "directory.css/plain",
    ]

    /// Symbolic links: name and target.
    static let links = [
        ("out.css", "@ROOT@/outside/secret.css"), ("relative.css", "../outside/secret.css"), ("in.css", "a.css"),
        ("in-absolute.css", "@ROOT@/public/a.css"), ("dangling.css", "nowhere.css"), ("loop.css", "loop.css"),
        ("outside", "../outside"), ("inside", "sub"), ("self", "."), ("parent", ".."), ("rename.css", "page.html"),
        ("proc.css", "/proc/self/environ"), ("sub/up.css", "../a.css"), ("sub/up", ".."),
    ]

    /// Percent-encoded request paths that must look like missing paths.
    static let traps: [String] =
        secrets.filter { !isMalformed($0) }.map {
            $0.split(separator: "/").map { encoded(String($0)) }.joined(separator: "/")
        }
        + links.map { encoded($0.0) }
        + [
            "outside/secret.css", "inside/b.css", "self/a.css", "parent/outside/secret.css", "sub/up/a.css",
            "proc/self/environ", "fifo.css", "device.css", "socket.css", "directory.css", "sub", "sub/deep",
            "nothing.css",
            "a.css/b.css", "sub%2Fb.css", "sub/nothing/a.css", "%23a.css", "a.cs%C5%BF", "%EF%BC%8Ecss",
            String(repeating: "a", count: 252) + ".css",
            String(repeating: "d/", count: 40) + "a.css", String(repeating: "x", count: 300) + "/a.css",
        ]

    /// Request paths that the gate refuses before routing.
    static let malformed =
        secrets.filter(isMalformed).map(encoded) + [
            "%FF.css", "%2e%2e/outside/secret.css", "../outside/secret.css", "..%5Ca.css", "a.css%00",
            "a%00.css",
        ]

    private static func isMalformed(_ name: String) -> Bool {
        name.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }

    static func encoded(_ segment: String) -> String {
        segment.utf8.map { byte in
            let isPlain = ("a"..."z").contains(Character(Unicode.Scalar(byte)))
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}

extension OpenDirectory.Method: CustomTestStringConvertible {
    var testDescription: String { self == .beneath ? "openat2" : "openat" }
}
