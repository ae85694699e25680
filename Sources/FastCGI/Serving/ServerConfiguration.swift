public import GatewayInterface

/// The settings of a ``Server``.
///
/// A limit of `.seconds(.max)` means no limit. A limit of 0 or less ends at once: work that is not finished at the
/// next check has taken too long. No value of a limit ends the process or allows a peer.
public struct ServerConfiguration: Sendable {
    /// How many requests are processed at a time, each on its own thread. Defaults to 1; smaller values count as 1.
    ///
    /// mod_fcgid instead starts more processes, and sends each one request at a time.
    public var workers: Int

    /// How many processes serve the socket. Defaults to `nil`: this process serves by itself.
    ///
    /// With a range, more processes start when connections wait and no worker is free, and idle ones end (``processIdleTimeout``).
    ///
    /// With a number, this process reads no request. It starts that many processes of its own executable file, replaces those
    /// that end, and replaces all on SIGHUP or when the file was replaced, one after the other, without losing a request. The
    /// code before the call that serves runs in each of them, and in this process.
    ///
    /// It applies if this process opens the socket, or has it from systemd. Other process managers that pass a socket, such as
    /// mod_fcgid, start the processes that they need by themselves.
    public var processes: ProcessCount?

    /// How long a process is idle before it ends, if ``processes`` is a range and more than its smallest number run. Defaults to 60
    /// seconds.
    public var processIdleTimeout = Duration.seconds(60)

    /// The request that a new process must answer. Defaults to a question for which no handler runs.
    package var healthRequest: HealthRequest?

    /// Whether ``processes`` also applies to a socket that another process manager than systemd passed.
    package var supervisesInheritedSocket = false

    /// Where the processes note what their workers do. Defaults to `nil`: they do not.
    package var scoreboard: ScoreboardPlace?

    /// A socket on which a supervisor itself responds.
    package struct StatusListener: Sendable {
        let address: SocketAddress
        let handler: Server.Handler

        /// - Parameters:
        ///   - address: The address of the socket.
        ///   - handler: Responds to requests, in the process of the supervisor.
        package init(_ address: SocketAddress, _ handler: @escaping Server.Handler) {
            self.address = address
            self.handler = handler
        }
    }

    /// Where a supervisor itself responds. Defaults to `nil`: nowhere.
    package var statusListener: StatusListener?

    /// The roles that are served. Defaults to the responder. A request in another role is refused.
    public var roles: Set<Role> {
        get { Set(Role.all.filter(serves)) }
        set { rolesServed = newValue.reduce(0) { $0 | 1 << $1.number } }
    }

    /// One bit for each role. For a process that is started for one request, creating a set would take longer than
    /// the response.
    private var rolesServed: UInt16 = 0

    /// Whether requests in a role are served.
    func serves(_ role: Role) -> Bool { rolesServed & 1 << role.number != 0 }

    /// How many extra workers may run while other workers wait for a peer in the middle of a request. Defaults to 16;
    /// smaller values than 0 count as 0.
    ///
    /// nginx, lighttpd and mod_fcgid send a body when they have received all of it. HAProxy, Caddy and mod_proxy_fcgi
    /// forward it while they receive it, so a handler waits for the client. If another request arrives meanwhile, an
    /// extra worker takes over and ends when it is no longer needed. More handlers than ``workers`` can therefore
    /// run, but at most that many that do not wait for a body.
    public var maximumExtraWorkers = 16

    /// How long a peer may take for all the parameters of a request, and then how long it may send nothing of a body
    /// that is being read. Defaults to 30 seconds.
    ///
    /// It does not apply to CGI, where only ``requestTimeout`` applies.
    public var readTimeout: Duration

    /// How long a peer may read nothing while a response is sent to it. Defaults to 30 seconds. It does not apply to
    /// CGI.
    public var writeTimeout: Duration

    /// The maximum number and size of a request's parameters.
    public var parameterLimits: ParameterLimits

    /// The peers that may connect. Defaults to root and the process's own user, and over TCP to loopback addresses.
    /// An inherited Unix socket is not checked unless this policy names users or groups: its creator chose who can
    /// connect.
    public var peers: PeerPolicy

    /// How long a request may take without progress of its body or its response. Defaults to 30 seconds.
    ///
    /// It limits the handler's own work: the time counts anew when the peer has sent bytes of the body or taken bytes of the
    /// response. So a long upload or download is not cut off while it moves. Each byte extends the time by 1/2048 of a second,
    /// never to more than the whole time from now; so a peer that moves less than 2 KiB per second is cut off in the end. The
    /// binding notices that a peer takes the response after each 64 KiB. A stream of events (`text/event-stream`)
    /// extends nothing: it ends after this time.
    ///
    /// After this time, the handler is cut off: its task is cancelled, and the client gets a plain 503 unless a
    /// response has begun. If the handler does not end even then, a new worker replaces its worker. With CGI, the
    /// process then exits with status 75 (EX_TEMPFAIL).
    public var requestTimeout = Duration.seconds(30)

    /// How long a request may run before it is logged as slow, once and while it still runs. Defaults to `nil`: never.
    ///
    /// The time counts like ``requestTimeout``. The entry has a backtrace of the worker's thread. For it, the thread gets a signal
    /// (the last real-time signal without a handler), which can end system calls early with EINTR: sleeps, poll(2) and
    /// others that are not repeated automatically (signal(7)).
    public var slowRequest: Duration?

    /// The time between two looks at a request: at most a quarter of a second, less only for very short timeouts.
    var watchInterval: Duration {
        let timeout = min(requestTimeout, drainTimeout)
        let shortest = min(timeout, slowRequest ?? timeout)
        return max(min(shortest / 4, .milliseconds(250)), .milliseconds(5))
    }

    /// The name of the rule of a route, for the log of slow requests; `nil` if it is not known.
    package var ruleOfRoute: @Sendable (_ label: String) -> String? = { _ in nil }

    /// How long a handler may continue after it was cut off, before its worker is abandoned and replaced.
    package var patience = Duration.milliseconds(500)

    /// How long requests in flight may continue after the server was asked to stop. Defaults to 3 seconds.
    ///
    /// After this time, they are cut off as by ``requestTimeout``. mod_fcgid kills the process 8 seconds after its
    /// first signal.
    public var drainTimeout = Duration.seconds(3)

    /// The number of requests after which the server ends, so that the process manager starts a new process. Values
    /// of 1 or less end it after the first. Defaults to `nil`, which means no limit.
    ///
    /// Each process subtracts up to a tenth at random, so that processes that started together do not end together.
    /// If a process manager selects a process just as it ends, that request may be lost. mod_fcgid's own
    /// `FcgidMaxRequestsPerProcess` does not have this problem; prefer it if you can set it.
    public var maximumRequests: Int?

    /// The number of bytes of resident memory above which the server ends, like ``maximumRequests``. Defaults to
    /// `nil`, which means no limit.
    ///
    /// It is checked about once a second while there are requests.
    public var maximumResidentMemory: Int?

    /// How many handlers and pieces of background work may ignore their cancellation. Defaults to 3; smaller values
    /// than 0 count as 0.
    ///
    /// A handler that was cut off (``requestTimeout``) and does not end keeps its thread, and so does background
    /// work. Only the end of the process ends them. Above this limit, the server accepts no more connections,
    /// completes the requests in flight and ends with ``FastCGIError/Code/stuckTasks`` (exit status 75). The process
    /// manager can then start a new process; mod_fcgid, lighttpd and systemd (`Restart=always` or
    /// `Restart=on-failure`) do. A process with `--listen` and without a process manager also ends, and is not
    /// restarted. Its log and exit status give the reason.
    public var maximumStuckTasks = 3

    /// Whether the server ends when its executable file has been replaced or removed, so that the process manager
    /// starts the new one. Replace the file by a rename; while the new file is still growing, the server waits.
    ///
    /// Defaults to `nil`: the server ends only if its parent can start it again. That is a process with its listening
    /// socket on descriptor 0 whose parent is still the process that started it, as under mod_fcgid and lighttpd.
    /// spawn-fcgi and `cgi-fcgi` exit and restart nothing. Set `true` for systemd with `Restart=always`.
    public var endsWhenReplaced: Bool?

    /// Where ``FastCGILogHandler`` writes while a request is processed, and where the reasons of refused requests go.
    /// Defaults to the web server.
    public var logDestination = LogDestination.webServer

    /// Creates a configuration. Every setting has a safe default; see the property with the same name.
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

    /// Creates the default configuration with all roles.
    package init(workersForAllRoles workers: Int) {
        self.workers = workers
        readTimeout = .seconds(30)
        writeTimeout = .seconds(30)
        parameterLimits = ParameterLimits()
        peers = PeerPolicy()
        for role in Role.all { rolesServed |= 1 << role.number }
    }
}
