#if Tool
    internal import FastCGI

    /// Looks for other applications on the same origin. A page of one can read the pages of the other in a browser.
    struct OriginCheck {
        private static let entryLimit = 1000

        private let site: Site
        private let mount: String?

        /// - Parameter mount: the URL path of the public directory, if it is known.
        init(_ site: Site, mount: String?) {
            self.site = site
            self.mount = mount ?? TemplatePlace.usualMount(of: site.directory)
        }

        func check(_ findings: inout Findings) {
            guard let mount else {
                findings.add(.unknownOrigin, ShownPath(site.directory))
                return
            }
            guard mount != "/" else { return }
            guard site.directory.hasSuffix(mount) else {
                findings.add(
                    .unknownOrigin, ShownPath(site.directory), "its URL path is \(ShownPath(mount).text)")
                return
            }
            var directory = String(site.directory.dropLast(mount.count))
            for name in mount.split(separator: "/") {
                check(directory.isEmpty ? "/" : directory, besides: String(name), &findings)
                directory += "/" + name
            }
        }

        private func check(_ directory: String, besides name: String, _ findings: inout Findings) {
            do throws(SystemError) {
                let (entries, isComplete) = try ExaminedDirectory(path: directory).entries(upTo: Self.entryLimit)
                for entry in entries where entry.name != Array(name.utf8) {
                    guard let status = entry.status, Self.isApplication(entry.name, status) else { continue }
                    findings.add(.sharedOrigin, ShownPath(directory).appending(entry.name))
                }
                if !isComplete { findings.add(.tooMany, ShownPath(directory), "more than \(Self.entryLimit) entries") }
            } catch {
                findings.add(.unexamined, ShownPath(directory), "\(error)")
            }
        }

        /// A directory, or a file that Apache runs or that a browser shows as a page.
        private static func isApplication(_ name: [UInt8], _ status: FileStatus) -> Bool {
            if name.first == UInt8(ascii: ".") { return false }
            if status.kind == .directory || status.kind == .link { return true }
            let ending = String(decoding: name, as: UTF8.self).lowercased().split(separator: ".").last ?? ""
            return ["html", "htm", "shtml", "php", "cgi", "fcgi", "pl", "py"].contains(ending)
        }
    }
#endif
