internal import GatehouseCore
internal import GatewayInterface

/// One setting of the gate itself: a row of the table in docs/configuration.md.
struct GateSetting: Sendable {
    let name: String
    /// The default as text; empty if there is none.
    let standard: String
    private let apply: @Sendable (String, inout Draft) throws(SettingError) -> Void

    /// The values so far. Some properties of the configuration result from several settings.
    struct Draft {
        var configuration = GateConfiguration()
        var isHTTPSRequired = true
        var strictTransportSecurity: Duration? = .seconds(365 * 86_400)
        var includesSubdomains = false
        var httpsPort = 443
        var acceptsCrossSite = false
        var crossSiteOrigins: [String] = []
        var proxies: [String] = []
        var proxyFields = TrustedProxies.Fields.xForwarded
        var proxyClaims: TrustedProxies.Claims = [.client, .scheme]
    }

    private init(
        _ name: String,
        _ standard: String,
        _ apply: @escaping @Sendable (String, inout Draft) throws(SettingError) -> Void
    ) {
        self.name = Settings.prefix + name
        self.standard = standard
        self.apply = apply
    }

    /// All settings of the gate.
    static let all: [GateSetting] = [
        GateSetting("HOSTS", "loopback") { (text, draft) throws(SettingError) in
            draft.configuration.hosts =
                switch text {
                case "loopback": .loopback
                case "any": .any
                default: .only(try SettingText.list(text))
                }
        },
        GateSetting("HTTPS", "required") { (text, draft) throws(SettingError) in
            draft.isHTTPSRequired = try choice(text, [("required", true), ("not-required", false)])
        },
        GateSetting("STRICT_TRANSPORT_SECURITY", "365d") { (text, draft) throws(SettingError) in
            draft.strictTransportSecurity = text == "off" ? nil : try SettingText.duration(text)
        },
        GateSetting("STRICT_TRANSPORT_SECURITY_SUBDOMAINS", "false") { (text, draft) throws(SettingError) in
            draft.includesSubdomains = try SettingText.flag(text)
        },
        GateSetting("HTTPS_PORT", "443") { (text, draft) throws(SettingError) in
            draft.httpsPort = try SettingText.int(text, in: 1...65_535)
        },
        GateSetting("CROSS_SITE_REQUESTS", "refused") { (text, draft) throws(SettingError) in
            draft.acceptsCrossSite = try choice(text, [("refused", false), ("allowed", true)])
        },
        GateSetting("CROSS_SITE_ORIGINS", "") { (text, draft) throws(SettingError) in
            draft.crossSiteOrigins = try SettingText.list(text)
        },
        GateSetting("PROXIES", "") { (text, draft) throws(SettingError) in
            draft.proxies = try SettingText.list(text)
        },
        GateSetting("PROXY_FIELDS", "x-forwarded") { (text, draft) throws(SettingError) in
            draft.proxyFields = try choice(text, [("x-forwarded", .xForwarded), ("forwarded", .forwarded)])
        },
        GateSetting("PROXY_CLAIMS", "client,scheme") { (text, draft) throws(SettingError) in
            var claims: TrustedProxies.Claims = []
            for claim in try SettingText.list(text) {
                claims.formUnion(
                    try choice(claim, [("client", .client), ("scheme", .scheme), ("host", .host)]))
            }
            draft.proxyClaims = claims
        },
        GateSetting("BODY_LIMIT", "1048576") { (text, draft) throws(SettingError) in
            draft.configuration.bodyLimit = try SettingText.int(text, in: 0...Int.max)
        },
        GateSetting("HEADER_COUNT_LIMIT", "100") { (text, draft) throws(SettingError) in
            draft.configuration.headerCountLimit = try SettingText.int(text, in: 1...Int.max)
        },
        GateSetting("HEADER_BYTE_LIMIT", "32768") { (text, draft) throws(SettingError) in
            draft.configuration.headerByteLimit = try SettingText.int(text, in: 1...Int.max)
        },
        GateSetting("WORKERS", "1") { (text, draft) throws(SettingError) in
            draft.configuration.workers = try SettingText.int(text, in: 1...1024)
        },
        GateSetting("PROCESSES", "") { (text, draft) throws(SettingError) in
            guard let count = ProcessCount(text: text) else {
                throw SettingError(ProcessCount.texts)
            }
            draft.configuration.processes = count
        },
        GateSetting("PROCESS_IDLE_TIMEOUT", "60s") { (text, draft) throws(SettingError) in
            draft.configuration.processIdleTimeout = try SettingText.duration(text)
        },
        GateSetting("SCOREBOARD", "") { (text, draft) throws(SettingError) in
            draft.configuration.scoreboard = text
        },
        GateSetting("HANDLER_TIMEOUT", "30s") { (text, draft) throws(SettingError) in
            draft.configuration.handlerTimeout = try SettingText.duration(text)
        },
        GateSetting("SLOW_REQUEST", "") { (text, draft) throws(SettingError) in
            draft.configuration.slowRequest = try SettingText.duration(text)
        },
        GateSetting("DRAIN_TIMEOUT", "3s") { (text, draft) throws(SettingError) in
            draft.configuration.drainTimeout = try SettingText.duration(text)
        },
        GateSetting("BACKGROUND_WORK_TIMEOUT", "10s") { (text, draft) throws(SettingError) in
            draft.configuration.backgroundWorkTimeout = try SettingText.duration(text)
        },
        GateSetting("BACKGROUND_WORK_LIMIT", "16") { (text, draft) throws(SettingError) in
            draft.configuration.backgroundWorkLimit = try SettingText.int(text, in: 0...1024)
        },
        GateSetting("BACKGROUND_WORK_LIMIT_PER_ROUTE", "8") { (text, draft) throws(SettingError) in
            draft.configuration.backgroundWorkLimitPerRoute = try SettingText.int(text, in: 1...1024)
        },
        GateSetting("STUCK_TASK_LIMIT", "3") { (text, draft) throws(SettingError) in
            draft.configuration.stuckTaskLimit = try SettingText.int(text, in: 0...1024)
        },
        GateSetting("LOG_DESTINATION", "web-server") { (text, draft) throws(SettingError) in
            draft.configuration.logDestination =
                try choice(text, [("web-server", .webServer), ("standard-error", .standardError)])
        },
    ]

    private static func choice<Value>(_ text: String, _ values: [(String, Value)]) throws(SettingError) -> Value {
        guard let value = values.first(where: { $0.0 == text })?.1 else {
            throw SettingError(values.map(\.0).joined(separator: " or "))
        }
        return value
    }

    /// Reads all settings of the gate, and adds the errors to `problems`.
    static func configuration(from source: SettingsSource, _ problems: inout [String]) -> GateConfiguration {
        var draft = Draft()
        var given: Set<String> = []
        for setting in all {
            guard let text = source.text(of: setting.name) else { continue }
            given.insert(String(setting.name.dropFirst(Settings.prefix.count)))
            do throws(SettingError) {
                try setting.apply(text, &draft)
            } catch {
                problems.append(error.about(setting.name, text).text)
            }
        }
        if source.isComplete { problems += contradictions(draft, given) }
        var configuration = draft.configuration
        configuration.https =
            draft.isHTTPSRequired
            ? .required(
                strictTransportSecurity: draft.strictTransportSecurity, includesSubdomains: draft.includesSubdomains,
                port: draft.httpsPort)
            : .notRequired
        configuration.crossSiteRequests =
            draft.acceptsCrossSite ? .allowed : .refused(except: draft.crossSiteOrigins)
        configuration.proxies = TrustedProxies(at: draft.proxies, fields: draft.proxyFields, claims: draft.proxyClaims)
        // The gate reports these too, but not together with the other errors.
        problems += configuration.problems
        return configuration
    }

    private static func contradictions(_ draft: Draft, _ given: Set<String>) -> [String] {
        let strict = ["STRICT_TRANSPORT_SECURITY", "STRICT_TRANSPORT_SECURITY_SUBDOMAINS", "HTTPS_PORT"]
            .filter(given.contains)
        var pairs: [(String, String)] = []
        if !draft.isHTTPSRequired { pairs += strict.map { ("HTTPS=not-required", $0) } }
        if draft.strictTransportSecurity == nil, draft.includesSubdomains {
            pairs.append(("STRICT_TRANSPORT_SECURITY=off", "STRICT_TRANSPORT_SECURITY_SUBDOMAINS"))
        }
        if draft.acceptsCrossSite, given.contains("CROSS_SITE_ORIGINS") {
            pairs.append(("CROSS_SITE_REQUESTS=allowed", "CROSS_SITE_ORIGINS"))
        }
        var problems = pairs.map { one, other in
            "\(Settings.prefix)\(one) and \(Settings.prefix)\(other) contradict each other"
        }
        for name in ["PROXY_FIELDS", "PROXY_CLAIMS"] where given.contains(name) && !given.contains("PROXIES") {
            problems.append("\(Settings.prefix)\(name) has no effect without \(Settings.prefix)PROXIES")
        }
        return problems
    }
}
