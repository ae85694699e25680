/// Where the processes of a program note what their workers do.
package enum ScoreboardPlace: Sendable, Hashable {
    /// In memory, which a supervisor shares with its processes. Without a supervisor, each process has its own.
    case memory
    /// In a file in this directory, which all processes that were started with it share.
    case directory(String)
}
