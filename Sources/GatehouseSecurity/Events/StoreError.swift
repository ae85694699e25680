#if Security
    /// A store that cannot be read or changed, for example because the disk is full. The client gets a 503.
    public struct StoreError: Error, CustomStringConvertible {
        /// What failed, where, and why. It contains no secret.
        public let description: String

        package init(_ description: String) {
            self.description = description
        }
    }
#endif
