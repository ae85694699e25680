/// Why a FastCGI application could not be asked, or its answer not be understood.
public struct ClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What happened, in one line.
    public let description: String

    package init(_ description: String) {
        self.description = description
    }
}
