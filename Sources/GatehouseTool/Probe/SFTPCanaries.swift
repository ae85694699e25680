#if Tool
    internal import Glibc
    internal import Synchronization

    /// The canaries in a directory of a host, over SFTP.
    final class SFTPCanaries: CanaryFiles {
        private let files: SFTPFiles
        private let directory: String
        private let host: RemoteHost
        private let isRemoved = Atomic(false)

        /// - Parameters:
        ///   - directory: the absolute path on the host.
        ///   - host: the way to the host, after Ctrl-C has ended the connection.
        init(_ files: SFTPFiles, in directory: String, of host: RemoteHost) {
            self.files = files
            self.directory = directory
            self.host = host
        }

        private func path(_ name: String) -> String { "\(directory)/\(name)" }

        func removeLeftovers() async throws -> [String] {
            let names = try await names()
            for name in names { try await files.removeTree(path(name)) }
            return names
        }

        private func names() async throws -> [String] {
            try await files.entries(directory)?.map(\.name).filter(Canary.isName) ?? []
        }

        func plant(_ set: CanarySet) async throws {
            do {
                for name in set.directories { try await files.createDirectory(path(name), mode: 0o755) }
                for (name, text) in set.rules { try await files.create(path(name), Array(text.utf8), mode: 0o644) }
                for canary in set.canaries {
                    guard !isRemoved.load(ordering: .acquiring) else { throw CancellationError() }
                    try await files.create(path(canary.path), Array(canary.content.utf8), mode: canary.mode)
                }
            } catch let failure as SFTPFailure {
                throw ToolError(
                    "cannot plant canary files in \(directory) over SFTP: \(failure)",
                    remedy: "check the owner and the mode of the directory", status: .cannotCreate)
            }
        }

        func exists(_ name: String) async -> Bool {
            ((try? await files.attributes(path(name))) ?? nil) != nil
        }

        func remove() async -> [String] {
            guard let names = try? await names() else { return ["\(Canary.prefix)…"] }
            for name in names { try? await files.removeTree(path(name)) }
            return (try? await self.names()) ?? names
        }

        /// Ctrl-C ends the ssh command too, so this needs a connection of its own. It asks for no password.
        func removeNow() {
            isRemoved.store(true, ordering: .releasing)
            var host = host
            host.asks = false
            let (done, end) = (Done(), ContinuousClock.now + .seconds(20))
            Task { [host, directory, root = files.root] in
                try? await SFTPSession.open(to: host) { session in
                    _ = await SFTPCanaries(SFTPFiles(session: session, root: root), in: directory, of: host).remove()
                }
                done.isSet.store(true, ordering: .releasing)
            }
            while !done.isSet.load(ordering: .acquiring), ContinuousClock.now < end { usleep(10_000) }
        }

        private final class Done: Sendable {
            let isSet = Atomic(false)
        }

        func beginning(of name: String, limit: Int) async -> [UInt8]? {
            (try? await files.bytes(path(name), limit: limit)) ?? nil
        }
    }
#endif
