public import GatewayInterface

/// What a gate asks of every request and adds to every answer. All of it is on unless it is switched off here, by name.
///
/// ```swift
/// gate.configuration.hosts = .only("www.example.com")
/// gate.configuration.proxies = TrustedProxies(at: "10.0.0.0/8")
/// ```
///
/// A setting that makes no sense is a mistake of the gate: it does not open.
public struct GateConfiguration: Sendable {
    /// The hosts that the gate answers for; those of the own machine unless told. Others get 421.
    public var hosts = HostPolicy.loopback

    /// Whether requests have to come by HTTPS; they have to unless told, but for those to the own machine.
    public var https = HTTPSPolicy.required()

    /// What becomes of requests that want to change something and come from another site; they get 403 unless told.
    public var crossSiteRequests = CrossSitePolicy.refused

    /// The header fields that tell a browser to be careful.
    public var headers = SecurityHeaders()

    /// The proxies in front of the web server, whose word is taken for where a request comes from; none unless told.
    public var proxies = TrustedProxies.none

    /// The largest body, in bytes, that a handler reads piece by piece without naming a limit of its own; 1 MiB unless told.
    public var bodyLimit = 1 << 20

    /// How many header fields a request may have; 100 unless told, as with Apache. A request with more gets 431.
    public var headerCountLimit = 100

    /// How many bytes the names and values of its header fields may have together; 32 KiB unless told. A request with more
    /// gets 431. Beyond 256 parameters or 128 KiB of them it gets 400; a higher limit here raises these as well.
    public var headerByteLimit = 32 * 1024

    /// How many requests are worked on at a time; 1 unless told. mod_fcgid starts more processes instead.
    public var workers = 1

    /// How long a request may take; 30 seconds unless told. Then it is cut off with 503.
    public var handlerTimeout = Duration.seconds(30)

    /// How long requests in flight may go on after the program was told to end; 3 seconds unless told.
    public var drainTimeout = Duration.seconds(3)

    /// How long work that a handler leaves by ``Request/afterResponse(_:within:_:)`` may take, unless the handler says so
    /// itself; 10 seconds unless told. Then it is cancelled.
    public var backgroundWorkTimeout = Duration.seconds(10)

    /// How many pieces of such work may wait or run at a time; 16 unless told. What would be more is refused: the handler
    /// gets an error, and the client 503 unless the handler knows better.
    public var backgroundWorkLimit = 16

    /// How many of these pieces may belong to one route; 8 unless set. One route whose work is slow or stuck does not use up
    /// the places of the others.
    public var backgroundWorkLimitPerRoute = 8

    /// How many handlers and pieces of background work may ignore their cancellation; 3 unless set.
    ///
    /// A handler that goes on after ``handlerTimeout``, or background work that goes on after its time, keeps a thread that
    /// nothing can end but the end of the process. Above this limit, or when stuck work holds all places of one route, the
    /// program accepts nothing more, completes the requests in flight and ends with exit status 75, so that the process
    /// manager starts a fresh process. docs/servers.md says which process managers do.
    public var stuckTaskLimit = 3

    /// Where the log goes while a request is answered; to the web server's error log unless told. The argument
    /// `--log-destination` replaces it.
    public var logDestination = LogDestination.webServer

    /// Files that nobody but the program's user should read or write, such as its database; none unless told. `serve()` looks
    /// at each when it starts, and one that another user of the machine can get at is a warning in the log, with the command
    /// that closes it. A file behind a directory with mode 0700 is closed, whatever its own mode; one that is not there yet
    /// is looked at by the next process that starts.
    public var privateFiles: [String] = []

    /// How many parameters a request may have, and how large they may be together: what the limits of header fields allow,
    /// and as much as the defaults leave for what the web server adds. 256 and 128 KiB with the defaults.
    package var parameterLimits: ParameterLimits {
        var limits = ParameterLimits()
        limits.count += max(0, min(headerCountLimit, 1 << 30) - 100)
        limits.bytes += max(0, min(headerByteLimit, 1 << 30) - 32 * 1024)
        return limits
    }

    /// Creates a configuration with the defaults.
    public init() {}

    /// All that is wrong with it.
    package var problems: [String] {
        var problems =
            hosts.problems + https.problems + crossSiteRequests.problems + headers.problems + proxies.problems
        if !(1...1024).contains(workers) { problems.append("workers is \(workers); 1 to 1024 make sense") }
        if bodyLimit < 0 { problems.append("bodyLimit is \(bodyLimit); it cannot be less than zero") }
        for (name, limit) in [("headerCountLimit", headerCountLimit), ("headerByteLimit", headerByteLimit)]
        where limit < 1 {
            problems.append("\(name) is \(limit); no request would get through")
        }
        if handlerTimeout <= .zero {
            problems.append("handlerTimeout is \(handlerTimeout); it has to be more than zero")
        }
        if drainTimeout < .zero { problems.append("drainTimeout is \(drainTimeout); it cannot be less than zero") }
        if backgroundWorkTimeout <= .zero {
            problems.append("backgroundWorkTimeout is \(backgroundWorkTimeout); it has to be more than zero")
        }
        if !(0...1024).contains(backgroundWorkLimit) {
            problems.append("backgroundWorkLimit is \(backgroundWorkLimit); 0 to 1024 make sense")
        }
        if !(1...1024).contains(backgroundWorkLimitPerRoute) {
            problems.append("backgroundWorkLimitPerRoute is \(backgroundWorkLimitPerRoute); 1 to 1024 make sense")
        }
        if !(0...1024).contains(stuckTaskLimit) {
            problems.append("stuckTaskLimit is \(stuckTaskLimit); 0 to 1024 make sense")
        }
        for path in privateFiles where path.utf8.first != UInt8(ascii: "/") || path.utf8.contains(0) {
            problems.append("privateFiles: \(LogText.quoted(path.utf8)) is no path from \"/\" on")
        }
        return problems.map { "configuration: \($0)" }
    }
}
