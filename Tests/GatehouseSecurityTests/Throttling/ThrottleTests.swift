#if Security
    import Gatehouse
    import GatehouseTesting
    import HTTPTypes
    import Testing

    @testable import GatehouseSecurity

    /// Limits of the throttle in a gate.
    @Suite
    struct ThrottleTests {
        private func send(
            _ client: InMemoryClient, _ target: String, from address: String?, method: HTTPRequest.Method = .get,
            authorization: String? = nil
        ) async throws -> TestResponse {
            var request = TestRequest(method, target, parameters: ["REMOTE_ADDR": address ?? ""])
            request.headers[.authorization] = authorization
            return try await client.send(request)
        }

        @Test
        func clientIsCountedByItsAddress() async throws {
            let table = try TestTable()
            let limit = try table.throttle().limit(2, per: .seconds(60), by: .client)
            var gate = Gate()
            gate.get("/a", allow: .everyone.limited(by: limit)) { _ in "open" }
            gate.get("/b", allow: .everyone.limited(by: limit)) { _ in "open" }
            let client = try InMemoryClient(gate)
            for group in [
                ["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1"], ["192.0.2.2", "192.0.2.2", "192.0.2.2"],
                // One /64 network is one client.
                ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff:ffff:ffff:ffff"],
                ["2001:db8:0:1::1", "2001:db8:0:1::1", "2001:db8:0:1::1"],
                // All clients without an address are one client.
                ["unknown", nil, "unix:"],
            ] {
                #expect(try await send(client, "/a", from: group[0]).status == .ok)
                #expect(try await send(client, "/b", from: group[1]).status == .ok)
                let refused = try await send(client, "/a", from: group[2])
                #expect(refused.status == .tooManyRequests)
                #expect(refused.headers[.retryAfter] == "30")
            }
            table.clock.advance(seconds: 30)
            #expect(try await send(client, "/a", from: "192.0.2.1").status == .ok)
        }

        @Test
        func routesAndNamesAreCountedApart() async throws {
            let table = try TestTable()
            let throttle = try table.throttle()
            var gate = Gate()
            func open(_ path: String, _ key: LimitKey, name: String = "") {
                let rule = Access.everyone.limited(by: throttle.limit(1, per: .seconds(60), by: key, name: name))
                gate.get(path, allow: rule) { _ in "open" }
                gate.post(path, allow: rule) { _ in "open" }
            }
            open("/route/{id}", .route)
            open("/both/{id}", [.client, .route])
            open("/named", .client, name: "named")
            open("/client", .client)
            open("/all", [])
            let client = try InMemoryClient(gate)
            func statuses(_ requests: (HTTPRequest.Method, String, String)...) async throws -> [Int] {
                var statuses: [Int] = []
                for (method, target, address) in requests {
                    statuses.append(try await send(client, target, from: address, method: method).status.code)
                }
                return statuses
            }
            // The parameters of a path do not make another route, and HEAD is GET.
            #expect(
                try await statuses(
                    (.get, "/route/1", "192.0.2.1"), (.get, "/route/2", "192.0.2.2"), (.head, "/route/1", "192.0.2.3"),
                    (.post, "/route/1", "192.0.2.1")) == [200, 429, 429, 200])
            #expect(
                try await statuses(
                    (.get, "/both/1", "192.0.2.1"), (.get, "/both/2", "192.0.2.1"), (.get, "/both/1", "192.0.2.2"))
                    == [200, 429, 200])
            #expect(
                try await statuses(
                    (.get, "/named", "192.0.2.1"), (.get, "/client", "192.0.2.1"), (.post, "/client", "192.0.2.1"))
                    == [200, 200, 429])
            #expect(try await statuses((.get, "/all", "192.0.2.1"), (.post, "/all", "192.0.2.2")) == [200, 429])
        }

        @Test
        func evidenceIsCountedAfterTheRule() async throws {
            let table = try TestTable()
            let throttle = try table.throttle()
            let member = Access<String>.bearer(realm: "x") { $0.hasPrefix("m") ? $0 : nil }
            var gate = Gate()
            gate.get("/a", allow: member.limited(by: throttle.limit(1, per: .seconds(60))) { $0 }) { _, name in name }
            let client = try InMemoryClient(gate)
            for (token, status) in [("m1", 200), ("m1", 429), ("m2", 200), ("x", 401), ("x", 401), ("m2", 429)] {
                let response = try await send(client, "/a", from: "192.0.2.1", authorization: "Bearer \(token)")
                #expect(response.status.code == status)
            }
        }

        @Test
        func wrongCredentialsAreThrottledByClient() async throws {
            let table = try TestTable()
            let failures = try table.throttle().failures(3, per: .seconds(60))
            var gate = Gate()
            gate.get("/basic", allow: .basic(realm: "x", user: "a", password: "b", failures: failures)) { _ in "open" }
            gate.get("/token", allow: .bearer(realm: "x", token: "good", failures: failures)) { _ in "open" }
            let client = try InMemoryClient(gate)
            for _ in 0..<10 {
                #expect(try await send(client, "/basic", from: "192.0.2.1", authorization: "Basic YTpi").status == .ok)
            }
            for (path, wrong) in [("/basic", "Basic YTpj"), ("/token", "Bearer bad"), ("/token", "Bearer worse")] {
                #expect(try await send(client, path, from: "192.0.2.1", authorization: wrong).status == .unauthorized)
            }
            for (path, field) in [("/basic", "Basic YTpi"), ("/token", "Bearer good"), ("/token", "Bearer bad")] {
                let refused = try await send(client, path, from: "192.0.2.1", authorization: field)
                #expect(refused.status == .tooManyRequests)
                #expect(refused.headers[.retryAfter] == "20")
                #expect(refused.headers[.wwwAuthenticate] == nil)
            }
            // Another client gets in with the right secret.
            #expect(try await send(client, "/basic", from: "192.0.2.2", authorization: "Basic YTpi").status == .ok)
            table.clock.advance(seconds: 20)
            #expect(try await send(client, "/basic", from: "192.0.2.1", authorization: "Basic YTpi").status == .ok)
        }
    }
#endif
