#if Tool
    /// The files of a host, over SFTP. A file is written under a new name and appears complete.
    struct SFTPFiles: Sendable {
        let session: SFTPSession
        /// What comes before the paths of the server in the paths of the host; empty if the server shows the whole host.
        let root: String

        /// The path that the server knows for a path of the host.
        func served(_ path: String) -> String {
            let rest = path.dropFirst(root.utf8.count)
            return rest.isEmpty ? "/" : String(rest)
        }

        /// Calls the server. Its failures get the path.
        func call<Value>(
            _ verb: String, _ path: String, _ status: ExitStatus = .cannotCreate, remedy: String? = nil,
            _ body: () async throws -> Value
        ) async throws -> Value {
            do {
                return try await body()
            } catch let failure as SFTPFailure {
                throw ToolError(
                    "cannot \(verb) \(path) over SFTP: \(failure)",
                    remedy: remedy ?? (failure.code == 3 ? "check its owner and mode" : nil), status: status)
            }
        }

        // MARK: - Reading

        /// What is at a path; `nil` if nothing is.
        func attributes(_ path: String, followingLinks: Bool = false) async throws -> SFTPAttributes? {
            do {
                var reply = try await session.request(followingLinks ? .attributes : .attributesOfLink) {
                    $0.append(served(path))
                }
                return try reply.attributes()
            } catch let failure as SFTPFailure {
                if failure.isMissing { return nil }
                throw ToolError("cannot examine \(path) over SFTP: \(failure)", status: .missingInput)
            }
        }

        func isDirectory(_ path: String) async throws -> Bool {
            try await attributes(path, followingLinks: true)?.isDirectory ?? false
        }

        /// A name in a directory. The server has chosen it.
        typealias Entry = (name: String, attributes: SFTPAttributes)

        /// The names and attributes in a directory, without "." and ".."; `nil` if it is missing. At most 20,000.
        func entries(_ path: String) async throws -> [Entry]? {
            guard try await attributes(path) != nil else { return nil }
            return try await call("list", path, .missingInput) {
                let handle = try await open(path, .openDirectory)
                var entries: [Entry] = []
                do {
                    while entries.count < 20_000 {
                        var reply = try await session.request(.readDirectory) { $0.append(handle) }
                        for _ in 0..<(try reply.number()) {
                            let name = try reply.text()
                            _ = try reply.data()
                            let attributes = try reply.attributes()
                            if name != ".", name != "..", !name.contains("/") { entries.append((name, attributes)) }
                        }
                    }
                } catch let failure as SFTPFailure where failure.isEnd {}
                try await close(handle)
                return entries.sorted { $0.name < $1.name }
            }
        }

        /// The beginning of a file; `nil` if it is missing.
        func bytes(_ path: String, limit: Int) async throws -> [UInt8]? {
            guard let found = try await attributes(path), found.isRegularFile else { return nil }
            var bytes: [UInt8] = []
            try await read(path) { piece in
                bytes += piece.prefix(limit - bytes.count)
                return bytes.count < limit
            }
            return bytes
        }

        /// The content of a text file of at most 1 MB; `nil` if it is missing.
        func text(_ path: String) async throws -> String? {
            let limit = 1_000_000
            guard let bytes = try await bytes(path, limit: limit + 1) else { return nil }
            guard bytes.count <= limit, let text = String(validating: bytes, as: UTF8.self) else {
                throw ToolError(
                    "\(path) is larger than 1 MB, or not in UTF-8", remedy: "move it away", status: .invalidData)
            }
            return text
        }

        /// Whether a file has this content. Its reading ends with the first difference.
        func hasContent(_ path: String, _ content: [UInt8], progress: (Int) -> Void = { _ in }) async throws -> Bool {
            guard let found = try await attributes(path), found.isRegularFile, found.size == UInt64(content.count)
            else { return false }
            var offset = 0
            try await read(path) { piece in
                guard piece.count <= content.count - offset,
                    content[offset..<(offset + piece.count)].elementsEqual(piece)
                else { return false }
                offset += piece.count
                progress(offset)
                return true
            }
            return offset == content.count
        }

        /// Whether two files have the same content. Their reading ends with the first difference.
        func haveSameContent(_ first: String, _ second: String) async throws -> Bool {
            try await call("compare \(first) with", second, .missingInput) {
                let (one, other) = (
                    try await open(first, .open, flags: 0x1), try await open(second, .open, flags: 0x1)
                )
                var offset: UInt64 = 0
                var isSame = true
                while isSame {
                    let pieces = (try await part(of: one, from: offset), try await part(of: other, from: offset))
                    if pieces.0.isEmpty, pieces.1.isEmpty { break }
                    isSame = pieces.0 == pieces.1
                    offset += UInt64(pieces.0.count)
                }
                try await close(one)
                try await close(other)
                return isSame
            }
        }

        /// Reads a file piece by piece, until its end or until `take` returns false.
        private func read(_ path: String, _ take: ([UInt8]) -> Bool) async throws {
            try await call("read", path, .missingInput) {
                let handle = try await open(path, .open, flags: 0x1)
                var offset: UInt64 = 0
                while true {
                    let piece = try await part(of: handle, from: offset)
                    guard !piece.isEmpty, take(piece) else { break }
                    offset += UInt64(piece.count)
                }
                try await close(handle)
            }
        }

        /// Up to 512 KiB of an open file; empty at its end. Several requests are under way at the same time, because each one
        /// takes the time of a way there and back.
        private func part(of handle: ArraySlice<UInt8>, from start: UInt64) async throws -> [UInt8] {
            let size = 32 * 1024
            let pieces = try await withThrowingTaskGroup(of: (Int, ArraySlice<UInt8>).self) { group in
                for index in 0..<16 {
                    group.addTask {
                        do {
                            var reply = try await session.request(.read) {
                                $0.append(handle)
                                $0.append(start + UInt64(index * size))
                                $0.append(UInt32(size))
                            }
                            return (index, try reply.data())
                        } catch let failure as SFTPFailure where failure.isEnd {
                            return (index, [])
                        }
                    }
                }
                return try await group.reduce(into: Array(repeating: ArraySlice<UInt8>(), count: 16)) {
                    $0[$1.0] = $1.1
                }
            }
            var bytes: [UInt8] = []
            for piece in pieces {
                bytes += piece
                // What is behind a short piece is read again.
                if piece.count < size { break }
            }
            return bytes
        }

        /// Opens a file or a directory.
        func open(
            _ path: String, _ kind: SFTPMessage.Kind, flags: UInt32 = 0, mode: UInt32 = 0o600
        ) async throws -> ArraySlice<UInt8> {
            var reply = try await session.request(kind) { message in
                message.append(served(path))
                if kind == .open {
                    message.append(flags)
                    message.append(mode: mode)
                }
            }
            guard reply.kind == .handle else { throw SFTPReply.Malformed() }
            return try reply.data()
        }

        func close(_ handle: ArraySlice<UInt8>) async throws {
            _ = try await session.request(.close) { $0.append(handle) }
        }
    }
#endif
