public import GatewayInterface

/// The checks for every request, the header fields of every response, and the limits. Each check is on unless you
/// switch it off here by name.
///
/// ```swift
/// gate.configuration.hosts = .only("www.example.com")
/// gate.configuration.proxies = TrustedProxies(at: "10.0.0.0/8")
/// ```
///
/// An invalid setting is a configuration error: the gate does not open.
public struct GateConfiguration: Sendable {
    /// The hosts that the gate serves; defaults to those of the local machine. A request for another host gets 421.
    public var hosts = HostPolicy.loopback

    /// Whether requests must use HTTPS; defaults to `.required()`, which exempts local requests.
    public var https = HTTPSPolicy.required()

    /// The policy for requests with an unsafe method from other sites; defaults to a response of 403.
    public var crossSiteRequests = CrossSitePolicy.refused

    /// The header fields with security instructions for browsers.
    public var headers = SecurityHeaders()

    /// The proxies in front of the web server whose header fields name the client; defaults to none.
    public var proxies = TrustedProxies.none

    /// The largest body, in bytes, for a handler that reads it in pieces without its own limit; defaults to 1 MiB.
    public var bodyLimit = 1 << 20

    /// The largest number of header fields of a request; defaults to 100, as in Apache. A request with more gets 431.
    public var headerCountLimit = 100

    /// The largest total size of the names and values of the header fields, in bytes; defaults to 32 KiB. A larger
    /// request gets 431. A request with more than 256 parameters or 128 KiB of parameters gets 400; a higher limit here
    /// raises those limits too.
    public var headerByteLimit = 32 * 1024

    /// The number of requests that one process handles concurrently; defaults to 1. mod_fcgid starts more processes
    /// instead.
    public var workers = 1

    /// The number of processes that serve the socket; defaults to `nil`, which means this process alone.
    ///
    /// With a range, the number follows the load: `ProcessCount(0...4)`.
    ///
    /// With a number, this process starts that many processes of the program, replaces those that end, and replaces all on
    /// SIGHUP or when the file of the program was replaced. It applies if the program opens its own socket (`--listen`) or
    /// has it from systemd. mod_fcgid starts processes by itself. The argument `--processes` overrides it.
    public var processes: ProcessCount?

    /// The time that a process is idle before it ends, if ``processes`` is a range and more than its smallest number run; defaults
    /// to 60 seconds.
    public var processIdleTimeout = Duration.seconds(60)

    /// The directory of a file in which all processes of the program note what their workers do; defaults to `nil`.
    ///
    /// `gate.status(_:allow:)` shows it. Set the directory if a process manager such as mod_fcgid starts the processes. The
    /// processes of a supervisor (``processes``) share memory without it.
    ///
    /// The directory is created with mode 0700 if it is missing, and must belong to the user of the program. Each program needs its own.
    /// If it cannot be used, the program logs an error and serves without it.
    public var scoreboard: String?

    /// The time limit of a request; defaults to 30 seconds. After it, the response is 503.
    ///
    /// The time counts anew while bytes of the body or of the response move, so a long upload or download is not cut off. A client
    /// that moves less than 2 KiB per second is. For server-sent events, the whole time counts.
    public var handlerTimeout = Duration.seconds(30)

    /// The time after which a request that still runs is logged as slow, once; defaults to `nil`, which means never.
    ///
    /// The line has the route, the rule, the duration, and what the worker does. It does not apply to CGI.
    public var slowRequest: Duration?

    /// The time for requests in flight after a signal to terminate; defaults to 3 seconds.
    public var drainTimeout = Duration.seconds(3)

    /// The time limit of background work (``Request/afterResponse(_:within:_:)``) without its own limit; defaults to 10
    /// seconds. After it, the work is cancelled.
    public var backgroundWorkTimeout = Duration.seconds(10)

    /// The largest number of pieces of background work that wait or run; defaults to 16. Further work is refused: the
    /// handler gets an error, and the client gets 503 unless the handler catches the error.
    public var backgroundWorkLimit = 16

    /// The largest number of those pieces for one route; defaults to 8. A route with slow or stuck work does not use up
    /// the slots of the other routes.
    public var backgroundWorkLimitPerRoute = 8

    /// The largest number of handlers and pieces of background work that can ignore their cancellation; defaults to 3.
    ///
    /// A handler that runs longer than ``handlerTimeout``, or background work that runs longer than its limit, keeps a
    /// thread that only the end of the process can free. Above this limit, or when stuck work holds all slots of one
    /// route, the program accepts no further request, completes those in flight and exits with status 75, so that the
    /// process manager starts a new process. docs/servers.md lists the process managers that do.
    public var stuckTaskLimit = 3

    /// The destination of the log during a request; defaults to the web server's error log. The argument
    /// `--log-destination` overrides it.
    public var logDestination = LogDestination.webServer

    /// Files that only the program's user should be able to access, such as its database; defaults to none.
    ///
    /// `serve()` checks each file when it starts. If another user of the machine can access the file, it logs a warning
    /// with the command that removes the access. A file in a directory with mode 0700 is private, whatever its own
    /// mode. A file that does not exist yet is checked at the next start.
    public var privateFiles: [String] = []

    /// The limits for all parameters of a request: those of the header fields, plus the rest of the defaults for the
    /// parameters that the web server adds. With the defaults, 256 parameters and 128 KiB.
    package var parameterLimits: ParameterLimits {
        var limits = ParameterLimits()
        limits.count += max(0, min(headerCountLimit, 1 << 30) - 100)
        limits.bytes += max(0, min(headerByteLimit, 1 << 30) - 32 * 1024)
        return limits
    }

    /// Creates a configuration with the defaults.
    public init() {}

    /// The configuration errors.
    package var problems: [String] {
        var problems =
            hosts.problems + https.problems + crossSiteRequests.problems + headers.problems + proxies.problems
        if !(1...1024).contains(workers) { problems.append("workers is \(workers); use 1 to 1024") }
        if bodyLimit < 0 { problems.append("bodyLimit is \(bodyLimit); use 0 or more") }
        for (name, limit) in [("headerCountLimit", headerCountLimit), ("headerByteLimit", headerByteLimit)]
        where limit < 1 {
            problems.append("\(name) is \(limit), which would refuse every request; use 1 or more")
        }
        if handlerTimeout <= .zero {
            problems.append("handlerTimeout is \(handlerTimeout); use a duration above zero")
        }
        if let slowRequest, slowRequest <= .zero {
            problems.append("slowRequest is \(slowRequest); use a duration above zero")
        }
        if drainTimeout < .zero { problems.append("drainTimeout is \(drainTimeout); use zero or more") }
        if processIdleTimeout <= .zero {
            problems.append("processIdleTimeout is \(processIdleTimeout); use a duration above zero")
        }
        if backgroundWorkTimeout <= .zero {
            problems.append("backgroundWorkTimeout is \(backgroundWorkTimeout); use a duration above zero")
        }
        if !(0...1024).contains(backgroundWorkLimit) {
            problems.append("backgroundWorkLimit is \(backgroundWorkLimit); use 0 to 1024")
        }
        if !(1...1024).contains(backgroundWorkLimitPerRoute) {
            problems.append("backgroundWorkLimitPerRoute is \(backgroundWorkLimitPerRoute); use 1 to 1024")
        }
        if !(0...1024).contains(stuckTaskLimit) {
            problems.append("stuckTaskLimit is \(stuckTaskLimit); use 0 to 1024")
        }
        if let scoreboard, scoreboard.utf8.first != UInt8(ascii: "/") || scoreboard.utf8.contains(0) {
            problems.append(
                "scoreboard: \(LogText.quoted(scoreboard.utf8)) is not an absolute path; begin it with \"/\"")
        }
        for path in privateFiles where path.utf8.first != UInt8(ascii: "/") || path.utf8.contains(0) {
            problems.append("privateFiles: \(LogText.quoted(path.utf8)) is not an absolute path; begin it with \"/\"")
        }
        return problems.map { "configuration: \($0)" }
    }
}
