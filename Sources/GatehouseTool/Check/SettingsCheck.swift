#if Tool
    internal import FastCGI
    internal import GatehouseConfiguration
    internal import Glibc

    /// Checks the settings file and the secrets in it. No finding contains a value.
    struct SettingsCheck {
        /// A secret, and the setting that has it.
        struct NamedSecret: Sendable {
            let name: String
            let secret: Secret
        }

        private let site: Site
        private let path: ShownPath
        /// The settings; empty if the file cannot be read.
        let settings: [(name: String, value: String)]
        private let problems: [String]
        private let failure: String?

        /// The secrets of the program. What a setting is, only the program knows: this goes by the name.
        var secrets: [NamedSecret] {
            settings.filter(Self.isSecret)
                .flatMap { name, value in
                    // Several secrets, each with its owner: "ada:…,grace:…".
                    let parts = value.split(separator: ",").map { $0.split(separator: ":", maxSplits: 1) }
                    guard parts.allSatisfy({ $0.count == 2 }) else {
                        return [NamedSecret(name: name, secret: Secret(value))]
                    }
                    return parts.map {
                        NamedSecret(name: "\(name) of \(ShownPath(String($0[0])).text)", secret: Secret(String($0[1])))
                    }
                }
        }

        private static func isSecret(_ setting: (name: String, value: String)) -> Bool {
            // The path of a file with a key is no secret.
            guard !setting.value.hasPrefix("/") else { return false }
            let kinds = ["KEY", "SECRET", "TOKEN", "PASSWORD", "PASSPHRASE", "SALT", "PEPPER", "CREDENTIAL"]
            let words = setting.name.split(separator: "_").map { word in
                kinds.contains { word.hasSuffix($0) || word.hasSuffix($0 + "S") }
            }
            // The value of TOKEN_LIFETIME is short.
            return words.last == true || (words.contains(true) && setting.value.utf8.count >= 16)
        }

        /// Reads the file, if the site has one.
        init?(_ site: Site) {
            guard let path = site.settings else { return nil }
            let content: Result<[UInt8], SystemError>
            do throws(SystemError) {
                let directory = try ExaminedDirectory(path: DataCheck.parent(of: path))
                let name = Array(path.utf8.split(separator: UInt8(ascii: "/")).last ?? [])
                content = .success(try directory.file(name).bytes(from: 0, upTo: SettingsFile.largest + 1))
            } catch {
                content = .failure(error)
            }
            self.init(site, path, content)
        }

        /// Takes the content of the file.
        init(_ site: Site, _ settingsPath: String, _ content: Result<[UInt8], SystemError>) {
            self.site = site
            path = ShownPath(settingsPath)
            do throws(SystemError) {
                let bytes = try content.get()
                let limit = SettingsFile.largest
                guard bytes.count <= limit else {
                    throw SystemError("larger than \(limit) bytes", number: EFBIG)
                }
                var problems: [String] = []
                settings = SettingsFile.pairs(bytes, path.text, &problems)
                self.problems = problems
                failure = nil
            } catch {
                settings = []
                problems = []
                failure = "\(error)"
            }
        }

        func check(_ htaccess: HtaccessFile?, _ findings: inout Findings) {
            checkMode(&findings)
            if let failure { findings.add(.unexamined, path, failure) }
            for problem in problems {
                // The problem begins with the path.
                findings.add(
                    .settingsSyntax, path, String(problem.dropFirst(path.text.count).drop { $0 == "," || $0 == " " }))
            }
            var seen: [String: String] = [:]
            for named in secrets {
                let text = named.secret.revealed
                // A longer one matches no text.
                if text.utf8.count <= 512 {
                    do {
                        try SecretStrength.required.check(named.secret, atLeast: 16)
                    } catch {
                        findings.add(.weakSecret, path, "\(named.name): \(error)")
                    }
                }
                if let other = seen.updateValue(named.name, forKey: text) {
                    findings.add(.reusedSecret, path, "\(other) and \(named.name)")
                }
                if let htaccess, text.utf8.count >= 8, htaccess.text.contains(text) {
                    findings.add(.secretInHtaccess, ShownPath(site.directory + "/.htaccess"), named.name)
                }
            }
        }

        private func checkMode(_ findings: inout Findings) {
            guard let status = try? site.status(String(decoding: path.bytes, as: UTF8.self), false) else { return }
            var reasons: [String] = []
            if status.kind != .file { reasons.append("not a regular file") }
            if status.kind == .file, status.mode & ~0o600 != 0 {
                reasons.append("mode 0\(String(status.mode, radix: 8))")
            }
            if status.owner != site.owner { reasons.append("user \(status.owner)") }
            if status.links > 1 { reasons.append("\(status.links) names") }
            if !reasons.isEmpty { findings.add(.settingsMode, path, reasons.joined(separator: ", ")) }
        }

        /// The findings that the program would report, for a program that cannot be run.
        func checkProtections(_ findings: inout Findings) {
            for (name, value) in settings {
                switch (name, value) {
                case ("GATEHOUSE_HOSTS", "loopback"): findings.add(.loopback, path)
                case ("GATEHOUSE_HOSTS", "any"): findings.add(.anyHost, path)
                case ("GATEHOUSE_HTTPS", "not-required"): findings.add(.httpsOff, path)
                case ("GATEHOUSE_CROSS_SITE_REQUESTS", "allowed"): findings.add(.crossSite, path)
                default: break
                }
            }
        }
    }
#endif
