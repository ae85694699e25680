#if Tool
    /// A file that is open for writing on a host. It closes with the connection.
    struct OpenSFTPFile: Sendable {
        let session: SFTPSession
        let handle: ArraySlice<UInt8>

        /// Writes bytes to the beginning of the file.
        func overwrite(_ bytes: [UInt8]) async throws {
            _ = try await session.request(.write) {
                $0.append(handle)
                $0.append(0 as UInt64)
                $0.append(bytes)
            }
        }
    }
#endif
