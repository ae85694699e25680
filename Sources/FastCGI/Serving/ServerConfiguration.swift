public import GatewayInterface

/// How a ``Server`` serves.
public struct ServerConfiguration: Sendable {
    /// How many requests are worked on at a time, each by a thread of its own; 1 unless told.
    ///
    /// mod_fcgid starts more processes instead and sends each one request at a time.
    public var workers: Int

    /// The roles that are served; the responder's alone unless told. Requests in another one are refused.
    public var roles: Set<Role>

    /// How long a peer may send nothing while something is expected of it; 30 seconds unless told.
    public var readTimeout: Duration

    /// How long a peer may take nothing while an answer is sent to it; 30 seconds unless told.
    public var writeTimeout: Duration

    /// How many parameters a request may carry, and how large.
    public var parameterLimits: ParameterLimits

    /// Who may connect; the process's own user and root, or loopback addresses, unless told.
    public var peers: PeerPolicy

    /// Creates a configuration; every part has a safe default.
    public init(
        workers: Int = 1,
        roles: Set<Role> = [.responder],
        readTimeout: Duration = .seconds(30),
        writeTimeout: Duration = .seconds(30),
        parameterLimits: ParameterLimits = ParameterLimits(),
        peers: PeerPolicy = PeerPolicy()
    ) {
        self.workers = workers
        self.roles = roles
        self.readTimeout = readTimeout
        self.writeTimeout = writeTimeout
        self.parameterLimits = parameterLimits
        self.peers = peers
    }
}
