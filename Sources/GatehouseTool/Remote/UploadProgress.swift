#if Tool
    /// The progress of an upload, in bytes and percent, on a terminal.
    struct UploadProgress: Sendable {
        private let name: String
        private let total: Int
        private let console: Console

        /// Says what is uploaded.
        init(_ name: String, of total: Int, _ console: Console) {
            self.name = name
            self.total = total
            self.console = console
            console.note("uploading \(name), \(total) bytes")
        }

        /// Shows how many bytes have been sent.
        @Sendable func show(_ sent: Int) {
            console.progress("uploading \(name): \(sent) of \(total) bytes, \(sent * 100 / max(total, 1)) %")
        }

        /// Removes the line.
        func end() { console.progress("") }
    }
#endif
