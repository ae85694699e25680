import GatewayInterface
import Testing

@testable import GatehouseCore

@Suite("Rules by address, time and maintenance")
struct CircumstanceTests {
    private let hidden = text(of: Denial.hidden)

    /// Breaks if an unlisted address is allowed, or a malformed list allows one.
    @Test("Only addresses in the ranges are allowed; malformed and missing addresses are denied")
    func onlyListedAddressesAreAllowed() async throws {
        let rule = Access.address(in: "10.0.0.0/8", "2001:db8::/32", "192.0.2.7")
        for address in [
            "10.0.0.0", "10.255.255.255", "2001:db8::1", "192.0.2.7", "::ffff:10.1.2.3", "2001:0DB8::", "10.0.0.1:80",
            "[2001:db8::1]", "[2001:db8::1]:443", "2001:db8::1%eth0", "[::ffff:10.1.2.3]:80",
        ] {
            #expect(try await outcome(rule, with: ["REMOTE_ADDR": address]) == "()", "\(address)")
        }
        for address in [
            "11.0.0.0", "9.255.255.255", "192.0.2.8", "2001:db9::", "::10.0.0.1", "::1", "", " ", "10.0.0.1 ",
            " 10.0.0.1", "10.0.0",
            "10.0.0.01", "10.0.0.1:", "10.0.0.1:x", "[10.0.0.1]", "[2001:db8::1", "2001:db8::1%", "unix:",
            "10.0.0.1, 10.0.0.2", "localhost",
            "10.0.0.1\n", "١٠.0.0.1",
            "10.0.0.0/8",
        ] {
            #expect(try await outcome(rule, with: ["REMOTE_ADDR": address]) == hidden, "\(address)")
        }
        #expect(try await outcome(rule) == hidden)
        // Addresses that the client claims are ignored.
        let claimed = [
            "HTTP_X_FORWARDED_FOR": "10.0.0.1", "HTTP_X_REAL_IP": "10.0.0.1", "HTTP_FORWARDED": "for=10.0.0.1",
        ]
        #expect(try await outcome(rule, with: claimed) == hidden)
        #expect(try await outcome(.address(in: ["::1"], else: .forbidden)) == text(of: Denial.forbidden))
        #expect(try await outcome(.address(in: "::1", else: .forbidden)) == text(of: Denial.forbidden))
    }

    /// A client that can hide its address must not pass a rule that excludes addresses.
    @Test(
        "An unknown address satisfies neither a rule nor its negation",
        arguments: ["", "unix:", "localhost", "10.0.0.1, 10.0.0.2", "10.0.0.1 ", "[10.0.0.1]", nil]
    )
    func unknownAddressSatisfiesNothing(_ address: String?) async throws {
        let values = address.map { ["REMOTE_ADDR": $0] } ?? [:]
        let inside = Access.address(in: "10.0.0.0/8")
        let own = Access("own") { $0.clientAddress == "10.0.0.1" }
        let never = Access.nobody
        let forbidden = text(of: Denial.forbidden)
        let everyone = Access.everyone
        for rule in [inside, own, inside.or(never), never.or(inside), inside.and(everyone), everyone.and(own)] {
            #expect(try await outcome(rule, with: values) == hidden, "\(rule.name)")
            #expect(try await outcome(everyone.unless(rule), with: values) == forbidden, "\(rule.name)")
            #expect(
                try await outcome(everyone.unless(everyone.unless(rule)), with: values) == forbidden, "\(rule.name)")
            #expect(try await outcome(everyone.unless(rule.limited(to: .seconds(60))), with: values) == forbidden)
            #expect(try await outcome(everyone.unless(rule.forSafeMethodsOnly()), with: values) == forbidden)
            #expect(try await outcome(everyone.unless(.perMethod(safe: rule, unsafe: rule)), with: values) == forbidden)
            #expect(try await outcome(everyone.unless(rule.narrowed("n") { _, _ in 1 }), with: values) == forbidden)
            // A known part decides if it is sufficient.
            #expect(try await outcome(rule.or(everyone), with: values) == "()", "\(rule.name)")
            #expect(try await outcome(everyone.unless(never.and(rule)), with: values) == "()", "\(rule.name)")
            #expect(try await outcome(rule.or(everyone).unless(never), with: values) == "()", "\(rule.name)")
            for known in ["10.0.0.1", "10.0.0.1:80"] {
                let values = ["REMOTE_ADDR": known]
                #expect(try await outcome(everyone.unless(rule), with: values) == forbidden, "\(rule.name)")
            }
            #expect(
                try await outcome(everyone.unless(rule), with: ["REMOTE_ADDR": "192.0.2.1"]) == "()", "\(rule.name)")
        }
    }

    @Test("Each invalid range is a configuration error, and so is an empty list")
    func invalidRangesAreConfigurationErrors() async throws {
        #expect(problems(.address(in: "10.0.0.0/8")).isEmpty)
        #expect(problems(.address(in: [])).count == 1)
        #expect(problems(.address()).count == 1)
        #expect(problems(.address(in: "10.0.0.1/8", "::1", "x", "10.0.0.0/33")).count == 3)
        #expect(problems(.address(in: "x\n")).allSatisfy { !$0.contains("\n") })
        #expect(try await outcome(.address(in: []), with: ["REMOTE_ADDR": "::1"]) == hidden)
    }

    @Test("from and until include the first moment and exclude the last")
    func openPeriodIncludesStartOnly() async throws {
        let start = "2027-01-15T08:00:00Z"  // 1_800_000_000
        let end = "2027-01-15T10:00:00+01:00"  // an hour later
        let rules: [(Access<Void>, [Bool])] = [
            (.open(from: start), [false, true, true, true, true]),
            (.open(until: end), [true, true, true, false, false]),
            (.open(from: start, until: end), [false, true, true, false, false]),
        ]
        for (rule, opens) in rules {
            #expect(problems(rule).isEmpty)
            for (offset, opens) in zip([-1, 0, 3599, 3600, 3601] as [Int64], opens) {
                #expect(
                    try await outcome(rule, at: 1_800_000_000 + offset) == (opens ? "()" : hidden),
                    "\(rule.name) \(offset)")
            }
        }
        #expect(try await outcome(.open(from: start, else: .forbidden), at: 0) == text(of: Denial.forbidden))
        #expect(try await outcome(.open(until: end, else: .signIn), at: .max) == text(of: Denial.signIn))
    }

    /// A partly parsed date would open at the wrong time.
    @Test("An invalid moment, or an end before the start, is a configuration error and never opens")
    func invalidMomentIsConfigurationError() async throws {
        let good = "2027-01-15T08:00:00Z"
        for (rule, count) in [
            (Access.open(from: "2027-01-15"), 1), (.open(until: "tomorrow"), 1), (.open(from: "", until: ""), 2),
            (.open(from: good, until: good), 1), (.open(from: good, until: "2027-01-15T07:59:59Z"), 1),
            (.open(from: good, until: "x"), 1),
        ] {
            #expect(problems(rule).count == count, "\(rule.name)")
            for time in [Int64.min, 0, 1_800_000_001, .max]
            where rule.name.hasSuffix("x") || rule.name.hasPrefix("until") {
                #expect(try await outcome(rule, at: time) == hidden)
            }
        }
    }

    /// Every minute of two days, compared with a second implementation.
    @Test(
        "daily includes its start and excludes its end, also over midnight and in every offset",
        arguments: [
            ("08:00", "17:00", "Z"), ("08:00", "17:00", "+01:00"), ("08:00", "17:00", "-05:30"),
            ("22:00", "06:00", "+02:00"),
            ("08:00", "00:00", "-12:00"), ("00:00", "00:01", "+14:00"), ("23:59", "23:58", "Z"),
            ("00:00", "23:59", "+23:59"),
        ]
    )
    func dailyPeriodIncludesStartOnly(start: String, end: String, offset: String) async throws {
        func minutes(_ text: String) -> Int {
            let parts = text.split(separator: ":").map { Int($0) ?? 0 }
            return parts[0] * 60 + parts[1]
        }
        let rule = Access.daily(from: start, to: end, utcOffset: offset)
        #expect(problems(rule).isEmpty)
        let shift = offset == "Z" ? 0 : minutes(String(offset.dropFirst())) * (offset.hasPrefix("-") ? -1 : 1)
        let (from, to) = (minutes(start), minutes(end))
        // Also before 1970, where the remainder of a division is negative.
        for day in [-1, 0, 20_000] {
            for minute in 0..<1440 {
                let clock = (minute + shift + 2 * 1440) % 1440
                let opens = from < to ? (from..<to).contains(clock) : clock >= from || clock < to
                let second = [0, 1, 59][minute % 3]
                let wait = ((from - clock + 1440) % 1440) * 60 - second
                let expected = opens ? "()" : text(of: Denial.unavailable(retryAfter: wait))
                let time = Int64((day * 1440 + minute) * 60 + second)
                try #require(try await outcome(rule, at: time) == expected, "\(day) \(minute)")
            }
        }
        for time in [Int64.min, .max] { _ = try await outcome(rule, at: time) }
    }

    @Test("Invalid or equal hours are configuration errors and never open")
    func invalidHoursAreConfigurationErrors() async throws {
        for (start, end, offset, count) in [
            ("8:00", "17:00", "Z", 1), ("08:00", "24:00", "Z", 1), ("08:00", "17:60", "Z", 1),
            ("08:00", "17:00", "+1:00", 1),
            ("08:00", "17:00", "", 1), ("08:00", "17:00", "CET", 1), ("08:00", "17:00", "z", 1),
            ("08:00", "17:00", "+24:00", 1),
            ("08:00:00", "17:00", "Z", 1), ("", "", "", 3), ("08:00", "08:00", "Z", 1), ("٠8:00", "17:00", "Z", 1),
        ] {
            let rule = Access.daily(from: start, to: end, utcOffset: offset)
            #expect(problems(rule).count == count, "\(rule.name)")
            #expect(try await outcome(rule) != "()")
        }
        let rule = Access.daily(from: "08:00", to: "09:00", utcOffset: "Z", else: .hidden)
        #expect(try await outcome(rule, at: 0) == hidden)
    }

    /// A switch that is evaluated only once would close nothing.
    @Test("The maintenance switch takes effect while the gate serves, with Retry-After")
    func maintenanceSwitchTakesEffect() async throws {
        let maintenance = MaintenanceSwitch(retryAfter: 120)
        var gate = Gate()
        gate.get("/x", allow: .notInMaintenance(maintenance)) { _ in "open" }
        let dispatcher = try Dispatcher(gate)
        func response() async throws -> ReceivedResponse {
            ReceivedResponse(
                await dispatcher.respond(
                    to: try parameters(["REQUEST_METHOD": "GET", "REQUEST_URI": "/x"]),
                    body: .init()))
        }
        #expect(try await response().text == "open")
        for _ in 0..<2 {
            maintenance.isOn = true
            let closed = try await response()
            #expect(closed.status == 503)
            #expect(closed.headers.contains("Retry-After: 120"))
            maintenance.isOn = false
            #expect(try await response().text == "open")
        }
        #expect(!MaintenanceSwitch().isOn)
        #expect(MaintenanceSwitch(isOn: true).isOn)
        #expect(MaintenanceSwitch(retryAfter: -1).retryAfter == 0)
        #expect(
            try await outcome(.notInMaintenance(MaintenanceSwitch(isOn: true)))
                == text(of: Denial.unavailable(retryAfter: 300)))
    }

    @Test("A maintenance closure is called each time; its error denies")
    func maintenanceClosureIsCalledEachTime() async throws {
        #expect(try await outcome(.notInMaintenance { false }) == "()")
        #expect(
            try await outcome(.notInMaintenance(retryAfter: 9) { true }) == text(of: Denial.unavailable(retryAfter: 9)))
        #expect(try await outcome(.notInMaintenance { throw Mishap() }) == "error a mishap")
    }
}
