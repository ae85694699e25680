import GatehouseCore
import GatewayInterface
import Testing

@testable import GatehouseConfiguration

@Suite("Settings from the environment")
struct SettingsTests {
    /// An environment in the form that the process has.
    static func environment(_ values: KeyValuePairs<String, String>) -> [(name: [UInt8], value: [UInt8])] {
        values.map { (Array($0.key.utf8), Array($0.value.utf8)) }
    }

    private func problems(_ values: KeyValuePairs<String, String>) -> [String] {
        do throws(SettingsError) {
            let configuration = try Settings.read(nil, environment: Self.environment(values))
            return ["accepted: \(configuration)"]
        } catch {
            return error.problems
        }
    }

    @Test("An empty environment gives the defaults")
    func emptyEnvironmentGivesDefaults() throws {
        let configuration = try Settings.read(nil, environment: [])
        #expect(String(reflecting: configuration) == String(reflecting: GateConfiguration()))
    }

    @Test("Every setting reaches its property of the configuration")
    func everySettingReachesConfiguration() throws {
        let configuration = try Settings.read(
            nil,
            environment: Self.environment([
                "GATEHOUSE_HOSTS": "www.example.com,example.com:8443",
                "GATEHOUSE_HTTPS": "required",
                "GATEHOUSE_STRICT_TRANSPORT_SECURITY": "30d",
                "GATEHOUSE_STRICT_TRANSPORT_SECURITY_SUBDOMAINS": "true",
                "GATEHOUSE_HTTPS_PORT": "8443",
                "GATEHOUSE_CROSS_SITE_REQUESTS": "refused",
                "GATEHOUSE_CROSS_SITE_ORIGINS": "https://shop.example.com",
                "GATEHOUSE_PROXIES": "10.0.0.0/8,::1",
                "GATEHOUSE_PROXY_FIELDS": "forwarded",
                "GATEHOUSE_PROXY_CLAIMS": "client,host",
                "GATEHOUSE_BODY_LIMIT": "4096",
                "GATEHOUSE_HEADER_COUNT_LIMIT": "50",
                "GATEHOUSE_HEADER_BYTE_LIMIT": "2048",
                "GATEHOUSE_WORKERS": "7",
                "GATEHOUSE_HANDLER_TIMEOUT": "2m",
                "GATEHOUSE_DRAIN_TIMEOUT": "1500ms",
                "GATEHOUSE_BACKGROUND_WORK_TIMEOUT": "1h",
                "GATEHOUSE_BACKGROUND_WORK_LIMIT": "0",
                "GATEHOUSE_BACKGROUND_WORK_LIMIT_PER_ROUTE": "5",
                "GATEHOUSE_STUCK_TASK_LIMIT": "6",
                "GATEHOUSE_LOG_DESTINATION": "standard-error",
                // Set by the web server; not a setting.
                "GATEHOUSE_MOUNT": "/sub",
            ]))
        var expected = GateConfiguration()
        expected.hosts = .only("www.example.com", "example.com:8443")
        expected.https = .required(
            strictTransportSecurity: .seconds(30 * 86_400), includesSubdomains: true, port: 8443)
        expected.crossSiteRequests = .refused(except: "https://shop.example.com")
        expected.proxies = TrustedProxies(at: "10.0.0.0/8", "::1", fields: .forwarded, claims: [.client, .host])
        expected.bodyLimit = 4096
        expected.headerCountLimit = 50
        expected.headerByteLimit = 2048
        expected.workers = 7
        expected.handlerTimeout = .seconds(120)
        expected.drainTimeout = .milliseconds(1500)
        expected.backgroundWorkTimeout = .seconds(3600)
        expected.backgroundWorkLimit = 0
        expected.backgroundWorkLimitPerRoute = 5
        expected.stuckTaskLimit = 6
        expected.logDestination = .standardError
        #expect(String(reflecting: configuration) == String(reflecting: expected))
    }

    @Test("Keywords select the alternatives: any, loopback, not-required, allowed, off")
    func keywordsSelectAlternatives() throws {
        let open = try Settings.read(
            nil,
            environment: Self.environment([
                "GATEHOUSE_HOSTS": "any", "GATEHOUSE_HTTPS": "not-required", "GATEHOUSE_CROSS_SITE_REQUESTS": "allowed",
            ]))
        #expect(open.hosts == .any)
        #expect(open.https == .notRequired)
        #expect(open.crossSiteRequests == .allowed)
        let off = try Settings.read(
            nil,
            environment: Self.environment([
                "GATEHOUSE_HOSTS": "loopback", "GATEHOUSE_STRICT_TRANSPORT_SECURITY": "off",
            ]))
        #expect(off.hosts == .loopback)
        #expect(off.https == .required(strictTransportSecurity: nil))
    }

    /// Breaks if a mistyped setting leaves the default in place.
    @Test("Unknown names, in any letter case, and duplicate names are refused")
    func unknownAndDuplicateNamesAreRefused() {
        #expect(
            problems([
                "GATEHOUSE_HOST": "s3cret", "GATEHOUSE_hosts": "any", "gatehouse_hosts": "any", "GATEHOUSE_": "",
                "GATEHOUSE_APP_DATABASE": "s3cret", "GATEHOUSE_WORKERS": "1", "GATEHOUSE_\n": "",
            ]) == [
                "environment: unknown setting \"GATEHOUSE_HOST\"; did you mean GATEHOUSE_HOSTS?",
                "environment: unknown setting \"GATEHOUSE_hosts\"; did you mean GATEHOUSE_HOSTS?",
                "environment: unknown setting \"gatehouse_hosts\"; did you mean GATEHOUSE_HOSTS?",
                "environment: unknown setting \"GATEHOUSE_\"",
                "environment: unknown setting \"GATEHOUSE_APP_DATABASE\"",
                "environment: unknown setting \"GATEHOUSE_\\x0a\"",
            ])
        #expect(
            problems(["GATEHOUSE_WORKERS": "1", "GATEHOUSE_WORKERS": "2"]) == [
                "environment: GATEHOUSE_WORKERS is set twice"
            ])
    }

    @Test(
        "The error for a misspelled name suggests the right one",
        arguments: [
            ("GATEHOUSE_WROKERS", "GATEHOUSE_WORKERS"), ("GATEHOUSE_APP_HOSTS", "GATEHOUSE_HOSTS"),
            ("GATEHOUSE_KEY", "GATEHOUSE_APP_KEY"), ("GATEHOUSE_APP_DATABSE", "GATEHOUSE_APP_DATABASE"),
            ("GATEHOUSE_HTTP", "GATEHOUSE_HTTPS"), ("GATEHOUSE_LOGDESTINATION", "GATEHOUSE_LOG_DESTINATION"),
        ])
    func meant(name: String, meant: String) throws {
        let error = try #require(throws: SettingsError.self) {
            try Settings.read(
                nil, environment: [(Array(name.utf8), Array("s3cret".utf8))], Setting.text("KEY", default: ""),
                Setting.text("DATABASE", default: ""))
        }
        #expect(
            error.problems == ["environment: unknown setting \"\(name)\"; did you mean \(meant)?"])
    }

    @Test("Invalid and contradictory values are configuration errors, all reported at once")
    func invalidValuesAreReportedTogether() {
        #expect(
            problems([
                "GATEHOUSE_HOSTS": "a b", "GATEHOUSE_HTTPS": "no", "GATEHOUSE_BODY_LIMIT": "1MiB",
                "GATEHOUSE_WORKERS": "0", "GATEHOUSE_HANDLER_TIMEOUT": "30", "GATEHOUSE_PROXIES": "10.0.0.0/99",
            ])
                == [
                    "GATEHOUSE_HOSTS is \"a b\"; expected different values separated by \",\" without spaces",
                    "GATEHOUSE_HTTPS is \"no\"; expected required or not-required",
                    "GATEHOUSE_BODY_LIMIT is \"1MiB\"; expected a whole number from 0 to \(Int.max)",
                    "GATEHOUSE_WORKERS is \"0\"; expected a whole number from 1 to 1024",
                    "GATEHOUSE_HANDLER_TIMEOUT is \"30\"; expected a duration such as 500ms, 30s, 5m, 12h or 365d",
                    "configuration: proxies: \"10.0.0.0/99\" is no address range",
                ].map { $0.hasPrefix("configuration") ? proxyProblem : $0 })
        #expect(
            problems([
                "GATEHOUSE_HTTPS": "not-required", "GATEHOUSE_STRICT_TRANSPORT_SECURITY": "1d",
                "GATEHOUSE_CROSS_SITE_REQUESTS": "allowed", "GATEHOUSE_CROSS_SITE_ORIGINS": "https://a.example",
                "GATEHOUSE_PROXY_FIELDS": "forwarded", "GATEHOUSE_PROXY_CLAIMS": "scheme",
                "GATEHOUSE_HTTPS_PORT": "443",
            ]) == [
                "GATEHOUSE_HTTPS=not-required and GATEHOUSE_STRICT_TRANSPORT_SECURITY contradict each other",
                "GATEHOUSE_HTTPS=not-required and GATEHOUSE_HTTPS_PORT contradict each other",
                "GATEHOUSE_CROSS_SITE_REQUESTS=allowed and GATEHOUSE_CROSS_SITE_ORIGINS contradict each other",
                "GATEHOUSE_PROXY_FIELDS has no effect without GATEHOUSE_PROXIES",
                "GATEHOUSE_PROXY_CLAIMS has no effect without GATEHOUSE_PROXIES",
            ])
        #expect(
            problems([
                "GATEHOUSE_HTTPS_PORT": "65536", "GATEHOUSE_PROXIES": "::1", "GATEHOUSE_PROXY_CLAIMS": "client,port",
            ]) == [
                "GATEHOUSE_HTTPS_PORT is \"65536\"; expected a whole number from 1 to 65535",
                "GATEHOUSE_PROXY_CLAIMS is \"client,port\"; expected client or scheme or host",
            ])
        #expect(
            problems([
                "GATEHOUSE_STRICT_TRANSPORT_SECURITY": "off", "GATEHOUSE_STRICT_TRANSPORT_SECURITY_SUBDOMAINS": "true",
            ]) == [
                "GATEHOUSE_STRICT_TRANSPORT_SECURITY=off and GATEHOUSE_STRICT_TRANSPORT_SECURITY_SUBDOMAINS contradict each other"
            ])
    }

    /// The error that the gate reports for the same values.
    private var proxyProblem: String {
        var gate = Gate()
        gate.configuration.proxies = TrustedProxies(at: "10.0.0.0/99")
        do {
            _ = try Dispatcher(gate, dependencies: Dependencies(now: { Timestamp(secondsSince1970: 0) }))
            return "accepted"
        } catch {
            return error.problems.joined()
        }
    }

    @Test(
        "A number has exactly one accepted form",
        arguments: ["", " 1", "1 ", "+1", "01", "1.0", "1e3", "0x10", "١", "1_000", "99999999999999999999"])
    func numbersHaveOneForm(text: String) {
        #expect(problems(["GATEHOUSE_WORKERS": text]).first?.hasPrefix("GATEHOUSE_WORKERS is ") == true)
        #expect(problems(["GATEHOUSE_DRAIN_TIMEOUT": text + "s"]).first?.contains("expected a duration") == true)
    }

    @Test("The program's own settings are typed, required or with a default, and declared once")
    func applicationSettingsAreTyped() throws {
        let environment = Self.environment([
            "GATEHOUSE_APP_DATABASE": "/srv/app.db", "GATEHOUSE_APP_KEY2": "hJ3kd93kslA0sldk",
            "GATEHOUSE_APP_SIZE": "20", "GATEHOUSE_APP_OPEN": "true", "GATEHOUSE_APP_EVERY": "5m",
            "GATEHOUSE_APP_COLOUR": "red", "GATEHOUSE_WORKERS": "2",
        ])
        let (configuration, database, key, size, open, every, colour, title) = try Settings.read(
            nil, environment: environment, Setting.path("DATABASE"), Setting.secret("KEY2"),
            Setting.int("SIZE", in: 1...100), Setting.flag("OPEN"), Setting.duration("EVERY"),
            Setting<Colour>.value("COLOUR", form: "red or blue") { Colour(rawValue: $0) },
            Setting.text("TITLE", default: "Untitled"))
        #expect(configuration.workers == 2)
        #expect(database == "/srv/app.db")
        #expect(key.revealed == "hJ3kd93kslA0sldk")
        #expect(size == 20)
        #expect(open)
        #expect(every == .seconds(300))
        #expect(colour == .red)
        #expect(title == "Untitled")
        let error = #expect(throws: SettingsError.self) {
            try Settings.read(
                nil,
                environment: Self.environment([
                    "GATEHOUSE_APP_DATABASE": "app.db", "GATEHOUSE_APP_SIZE": "101", "GATEHOUSE_APP_COLOUR": "green",
                ]),
                Setting.path("DATABASE"), Setting.secret("KEY"), Setting.int("SIZE", in: 1...100),
                Setting<Colour>.value("COLOUR", form: "red or blue") { Colour(rawValue: $0) },
                Setting.text("SIZE"), Setting.text("lower"))
        }
        #expect(
            error?.problems == [
                "GATEHOUSE_APP_SIZE is declared twice",
                "invalid setting name \"lower\"; use capital letters, digits and \"_\"",
                "GATEHOUSE_APP_DATABASE is \"app.db\"; expected an absolute path without \"..\"",
                "GATEHOUSE_APP_KEY is not set",
                "GATEHOUSE_APP_SIZE is \"101\"; expected a whole number from 1 to 100",
                "GATEHOUSE_APP_COLOUR is \"green\"; expected red or blue",
                "GATEHOUSE_APP_lower is not set",
            ])
    }

    private enum Colour: String {
        case red
        case blue
    }

    /// Breaks if a secret appears in what a program prints, logs or throws.
    @Test("A secret appears in no text, whether it is valid or not")
    func secretsAreNeverPrinted() throws {
        let (_, secret) = try Settings.read(
            nil, environment: Self.environment(["GATEHOUSE_APP_KEY": "hunter2,hunter3:hunter4"]), Setting.secret("KEY"))
        var dumped = ""
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", "\(Optional(secret) as Any)", dumped] {
            #expect(!text.contains("hunter2"), "\(text)")
        }
        let error = #expect(throws: SettingsError.self) {
            try Settings.read(
                nil, environment: Self.environment(["GATEHOUSE_APP_KEY": "hunter2"]), Setting.secret("KEY"))
        }
        #expect(
            error?.problems == [
                "GATEHOUSE_APP_KEY: the secret needs at least 16 bytes; create one with: openssl rand -base64 24"
            ])
    }
}
