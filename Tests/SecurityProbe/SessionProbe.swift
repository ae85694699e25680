#if Security
    import Gatehouse
    import GatehouseSecurity
    import Glibc
    import Synchronization

    #if DEBUG
        @testable import FastCGI
    #else
        import FastCGI
    #endif

    /// Serves a gate with sessions: each line of standard input is a request, each line of standard output a response.
    ///
    ///     POST /sign-in/u1
    ///     303 __Host-session=…
    ///     GET /session __Host-session=…
    ///     200 -
    ///
    /// - Parameter arguments: the private directory, and perhaps the number of the system call at which the process kills
    ///   itself.
    func serveSessions(_ arguments: [String]) async throws {
        let sessions = try Sessions(in: try PrivateDirectory(arguments[0]))
        let death = arguments.dropFirst().first.flatMap(Int.init)
        var gate = Gate()
        gate.configuration.hosts = .any
        gate.get("/session", allow: sessions.current) { _, session in session.userID }
        gate.post("/sign-in/{user}", allow: .everyone) { request in
            try Redirect(to: "/").setting(
                try await sessions.start(for: request.path["user"], by: .password, on: request))
        }
        gate.post("/second-factor", allow: sessions.current) { request, session in
            try Redirect(to: "/").setting(try await sessions.renew(session, by: .secondFactor, on: request))
        }
        gate.post("/data/{text}", allow: sessions.current) { request, session in
            let data = Array(try request.path["text"].utf8)
            return try await sessions.replaceData(of: session, with: data, on: request) == nil ? "changed" : "replaced"
        }
        gate.post("/sign-out", allow: sessions.current) { request, session in
            try Redirect(to: "/").setting(try await sessions.end(session, on: request))
        }
        gate.post("/sign-out-everywhere", allow: sessions.current) { request, session in
            try await sessions.endAll(of: session.userID, on: request)
            return "done"
        }
        let dispatcher = try Dispatcher(gate, mount: Mount("/"), dependencies: .world())
        if let death { killProcess(at: death) }
        while let line = readLine() {
            let words = line.split(separator: " ", maxSplits: 2).map(String.init)
            guard words.count >= 2 else { continue }
            let parameters = try Parameters([
                (name: "REQUEST_METHOD", value: words[0]), (name: "REQUEST_URI", value: words[1]),
                (name: "HTTP_COOKIE", value: words.count > 2 ? words[2] : ""), (name: "HTTP_HOST", value: "localhost"),
                (name: "HTTPS", value: "on"), (name: "REMOTE_ADDR", value: "192.0.2.1"),
            ])
            let response = await dispatcher.respond(to: parameters, body: RequestBody([]))
            let cookie = response.headers[.setCookie].map { String($0.prefix { $0 != ";" }) } ?? "-"
            let output = Descriptor(adopting: 1)
            try output.write("\(response.status.code) \(cookie)\n".utf8)
            _ = output.relinquish()
        }
    }

    /// Prints what a session costs: the time of a request with a session, less that of a request without a rule.
    ///
    /// - Parameter arguments: the private directory and the number of requests.
    func measureSessions(_ arguments: [String]) async throws {
        let sessions = try Sessions(in: try PrivateDirectory(arguments[0]))
        let requests = Int(arguments[1]) ?? 1
        var gate = Gate()
        gate.configuration.hosts = .any
        gate.get("/open", allow: .everyone) { _ in "x" }
        gate.get("/session", allow: sessions.current) { _, _ in "x" }
        gate.post("/sign-in", allow: .everyone) { request in
            try Redirect(to: "/").setting(try await sessions.start(for: "u1", by: .password, on: request))
        }
        let dispatcher = try Dispatcher(gate, mount: Mount("/"), dependencies: .world())
        func parameters(_ method: String, _ target: String, _ cookie: String) throws -> Parameters {
            try Parameters([
                (name: "REQUEST_METHOD", value: method), (name: "REQUEST_URI", value: target),
                (name: "HTTP_COOKIE", value: cookie), (name: "HTTP_HOST", value: "localhost"),
                (name: "HTTPS", value: "on"), (name: "REMOTE_ADDR", value: "192.0.2.1"),
                (
                    name: "HTTP_USER_AGENT",
                    value: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
                ),
            ])
        }
        let reply = await dispatcher.respond(to: try parameters("POST", "/sign-in", ""), body: RequestBody([]))
        let cookie = String(reply.headers[.setCookie]?.prefix { $0 != ";" } ?? "")
        func time(_ target: String) async throws -> Double {
            let parameters = try parameters("GET", target, cookie)
            var best = Duration.seconds(3600)
            for _ in 0..<10 {
                let start = ContinuousClock.now
                for _ in 0..<requests {
                    let response = await dispatcher.respond(to: parameters, body: RequestBody([]))
                    precondition(response.status == .ok)
                }
                best = min(best, ContinuousClock.now - start)
            }
            return best / .microseconds(1) / Double(requests)
        }
        let open = try await time("/open")
        let session = try await time("/session")
        print("a request without a rule: \(open) µs; with a session: \(session) µs; difference: \(session - open) µs")
    }

    /// Kills the process before a system call of this thread.
    func killProcess(at call: Int) {
        #if DEBUG
            let driver = SystemCallDriver()
            driver.install()
            let calls = Atomic<Int>(0)
            driver.arm(
                .init(call: 1, number: EIO) { _, _ in
                    if calls.add(1, ordering: .relaxed).newValue == call { kill(getpid(), SIGKILL) }
                    return false
                })
        #endif
    }
#endif
