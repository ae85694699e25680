#if Tool
    internal import FastCGI
    internal import Glibc
    internal import Subprocess
    internal import SystemPackage

    /// Apache with mod_fcgid and the template `fcgid-rewrite`, in a directory of its own, on a loopback port. The machine's own web
    /// server is not involved.
    struct PrivateApache: Sendable {
        /// Debian's places. Other systems are not supported.
        static let program = "/usr/sbin/apache2"
        static let modules = "/usr/lib/apache2/modules"

        /// The directory for all files. Nothing else is in it.
        let directory: String
        /// The port on 127.0.0.1.
        let port: Int

        /// The public directory.
        var site: String { directory + "/public_html" }
        private var errorLog: String { directory + "/error.log" }

        /// Whether Apache runs as another user, because it refuses to run as root.
        var isAsOtherUser: Bool { geteuid() == 0 }
        /// That user.
        static let user = "www-data"

        /// Creates the files, in an empty directory.
        ///
        /// - Parameter logLevel: the level of the program's log.
        /// - Throws: ``ToolError`` if Apache or mod_fcgid is missing.
        init(directory: String, port: Int, logLevel: String) async throws {
            let missing = [Self.program, Self.modules + "/mod_fcgid.so"].filter { !LocalFiles.isRegularFile($0) }
            guard missing.isEmpty else {
                throw ToolError(
                    "\(missing.joined(separator: " and ")) is missing",
                    remedy: "run apt install apache2 libapache2-mod-fcgid, or leave --apache out", status: .unavailable)
            }
            self.directory = directory
            self.port = port
            for name in ["public_html", "run/fcgid"] { try LocalFiles.createDirectories("\(directory)/\(name)") }
            let wrapper = "FcgidWrapper \"'\(site)/app.fcgi'"
            let rules = try Template.fcgidRewrite.rendered(for: TemplatePlace(directory: site, mount: "/"))
                .replacing(wrapper + "\"", with: "\(wrapper) --log-level \(logLevel)\"")
            try LocalFiles.replace(site + "/.htaccess", with: rules, mode: 0o644)
            try LocalFiles.replace(
                directory + "/apache.conf",
                with: ApacheConfiguration.text(directory: directory, modules: Self.modules, port: port), mode: 0o644)
            try LocalFiles.replace(errorLog, with: "", mode: 0o644)
        }

        /// Installs a program. Requests that have begun end in the old one.
        func install(_ program: String) async throws {
            guard let bytes = try LocalFiles.bytes(program, limit: LocalFiles.programLimit) else {
                throw ToolError("there is no program \(program)", status: .missingInput)
            }
            try LocalFiles.replace(site + "/app.fcgi", with: bytes, mode: 0o711)
            guard isAsOtherUser else { return }
            let run = try await ProgramRun.of("/usr/bin/chown", ["-R", "\(Self.user):\(Self.user)", directory])
            guard run.status == 0 else {
                throw ToolError("the files cannot be given to \(Self.user): \(run.errorText)", status: .cannotCreate)
            }
        }

        /// Runs Apache until the task is cancelled. Then Apache and the programs that it has started end.
        ///
        /// - Throws: ``ToolError`` if Apache ends by itself.
        func run() async throws {
            var options = PlatformOptions()
            options.createSession = true
            options.teardownSequence = [
                .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(4)),
                .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100)),
            ]
            var command = [Self.program, "-f", directory + "/apache.conf", "-DFOREGROUND"]
            if isAsOtherUser {
                command = ["/usr/bin/setpriv", "--reuid", Self.user, "--regid", Self.user, "--clear-groups"] + command
            }
            let result = try await Subprocess.run(
                .path(FilePath(command[0])), arguments: Arguments(Array(command.dropFirst())),
                environment: .custom(["PATH": "/usr/local/bin:/usr/bin:/bin"]), platformOptions: options, input: .none,
                output: .string(limit: 100_000), error: .combinedWithOutput)
            try Task.checkCancellation()
            let log = try LocalFiles.text(errorLog) ?? ""
            let text = (result.standardOutput + log).split(separator: "\n").suffix(10).joined(separator: "\n")
            if text.contains("Address already in use") { throw PortHolder.error(port: port) }
            throw ToolError("Apache ended:\n\(text)", status: .unavailable)
        }

        /// Passes on each line of the error log as it is written, until the task is cancelled.
        func followLog(_ line: @Sendable (String) -> Void) async throws {
            var options = PlatformOptions()
            options.createSession = true
            _ = try await Subprocess.run(
                .name("tail"), arguments: ["-n", "+1", "-f", "--", errorLog], platformOptions: options, input: .none,
                output: .sequence, error: .discarded
            ) { execution in
                for try await text in execution.standardOutput.strings() { line(text) }
            }
        }
    }
#endif
