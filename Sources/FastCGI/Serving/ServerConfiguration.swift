public import GatewayInterface

/// How a ``Server`` serves.
///
/// A limit of `.seconds(.max)` is none. One of 0 or less is over at once: whoever is not done when somebody looks has taken
/// too long. No value of a limit ends the process, or lets anybody in.
public struct ServerConfiguration: Sendable {
    /// How many requests are worked on at a time, each by a thread of its own; 1 unless told, and for less.
    ///
    /// mod_fcgid starts more processes instead and sends each one request at a time.
    public var workers: Int

    /// The roles that are served; the responder's alone unless told. Requests in another one are refused.
    public var roles: Set<Role> {
        get { Set(Role.all.filter(serves)) }
        set { rolesServed = newValue.reduce(0) { $0 | 1 << $1.number } }
    }

    /// A bit for each: a process that is started for one request would take longer to make the set than to answer.
    private var rolesServed: UInt16 = 0

    /// Whether requests in a role are served.
    func serves(_ role: Role) -> Bool { rolesServed & 1 << role.number != 0 }

    /// How many more workers may run while workers wait for a peer in the middle of a request; 16 unless set, 0 for less.
    ///
    /// nginx, lighttpd and mod_fcgid send a body when they have all of it. HAProxy, Caddy and mod_proxy_fcgi pass it on as it
    /// comes, so that a handler waits for the client. While it does and somebody else brings a request, another worker takes
    /// its place and ends when it is not needed any more. So more handlers than ``workers`` can be under way, but no more than
    /// that are not waiting for a body.
    public var maximumExtraWorkers = 16

    /// How long a peer may take for all the parameters of a request, and how long it may then send nothing of a body that
    /// somebody reads; 30 seconds unless told.
    ///
    /// It does not apply by CGI: there ``requestTimeout`` alone does.
    public var readTimeout: Duration

    /// How long a peer may take nothing while an answer is sent to it; 30 seconds unless told. It does not apply by CGI.
    public var writeTimeout: Duration

    /// How many parameters a request may carry, and how large.
    public var parameterLimits: ParameterLimits

    /// Who may connect; the process's own user and root, or loopback addresses, unless told. On a Unix socket that was
    /// inherited nobody is asked unless this names users or groups: who made the socket has chosen who can connect.
    public var peers: PeerPolicy

    /// How long a request may take, from its head to the end of its answer; 30 seconds unless told.
    ///
    /// A handler that has not ended by then is cut off: its task is cancelled, the client gets a plain 503 unless it has
    /// been answered, and a handler that does not end even then loses its thread to a new worker. Under CGI, where the
    /// process is there for one request, it ends with status 75 (EX_TEMPFAIL) then.
    public var requestTimeout = Duration.seconds(30)

    /// How long a handler may go on after it was cut off, before its worker is abandoned and replaced.
    package var patience = Duration.milliseconds(500)

    /// How long requests in flight may go on after the server was told to stop; 3 seconds unless told.
    ///
    /// Then they are cut off as by ``requestTimeout``. mod_fcgid kills 8 seconds after it has asked.
    public var drainTimeout = Duration.seconds(3)

    /// After how many requests the server ends, for the manager of the process to start a new one; after the first for 1 or
    /// less. `nil`, which is the default, stands for no such end.
    ///
    /// Each process takes up to a tenth off, so that those that were started together do not end together. A manager that
    /// picks a process for a request just as it ends may lose that request: mod_fcgid's own `FcgidMaxRequestsPerProcess`
    /// knows no such moment and is to be preferred where one can set it.
    public var maximumRequests: Int?

    /// With how many bytes of resident memory the server ends, like ``maximumRequests``; `nil`, the default, for no limit.
    ///
    /// It is looked at about once a second while there are requests.
    public var maximumResidentMemory: Int?

    /// How many handlers and pieces of background work may ignore their cancellation; 3 unless set, 0 for less.
    ///
    /// A handler that has been cut off (``requestTimeout``) and does not end keeps its thread, and so does background work.
    /// Nothing can end them but the end of the process. Above this limit the server accepts nothing more, completes the
    /// requests in flight and ends with ``FastCGIError/Code/stuckTasks`` (exit status 75), so that the process manager starts a
    /// fresh process. mod_fcgid, lighttpd and systemd (`Restart=always` or `Restart=on-failure`) do. A process with `--listen`
    /// and without a process manager ends as well and stays away: its log and its exit status say why.
    public var maximumStuckTasks = 3

    /// Whether the server ends when another file, or none, stands where its executable was, for the manager of the process
    /// to start the new one. Put it there by a rename; a file that is still growing is waited for.
    ///
    /// `nil`, the default, stands for: if there is somebody to start it. That is a process with its listening socket on
    /// descriptor 0 whose parent is still the one that it was started by, as under mod_fcgid and lighttpd; spawn-fcgi
    /// and `cgi-fcgi` go away and start nothing anew. systemd does with `Restart=always`: say `true` there.
    public var endsWhenReplaced: Bool?

    /// Where ``FastCGILogHandler`` writes while a request is answered, and why requests are refused; to the web server unless
    /// told.
    public var logDestination = LogDestination.webServer

    /// Creates a configuration. Every setting has a safe default, and stands at the property of its name.
    public init(
        workers: Int = 1,
        roles: Set<Role> = [.responder],
        readTimeout: Duration = .seconds(30),
        writeTimeout: Duration = .seconds(30),
        parameterLimits: ParameterLimits = ParameterLimits(),
        peers: PeerPolicy = PeerPolicy(),
        requestTimeout: Duration = .seconds(30),
        drainTimeout: Duration = .seconds(3),
        maximumExtraWorkers: Int = 16,
        maximumStuckTasks: Int = 3,
        maximumRequests: Int? = nil,
        maximumResidentMemory: Int? = nil,
        endsWhenReplaced: Bool? = nil,
        logDestination: LogDestination = .webServer
    ) {
        self.workers = workers
        self.readTimeout = readTimeout
        self.writeTimeout = writeTimeout
        self.parameterLimits = parameterLimits
        self.peers = peers
        self.requestTimeout = requestTimeout
        self.drainTimeout = drainTimeout
        self.maximumExtraWorkers = maximumExtraWorkers
        self.maximumStuckTasks = maximumStuckTasks
        self.maximumRequests = maximumRequests
        self.maximumResidentMemory = maximumResidentMemory
        self.endsWhenReplaced = endsWhenReplaced
        self.logDestination = logDestination
        self.roles = roles
    }

    /// The same for all roles.
    package init(workersForAllRoles workers: Int) {
        self.workers = workers
        readTimeout = .seconds(30)
        writeTimeout = .seconds(30)
        parameterLimits = ParameterLimits()
        peers = PeerPolicy()
        for role in Role.all { rolesServed |= 1 << role.number }
    }
}
