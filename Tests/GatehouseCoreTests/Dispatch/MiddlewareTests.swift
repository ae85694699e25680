import GatewayInterface
import HTTPTypes
import Logging
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Middleware wraps the handlers of its gate or group, and runs after the rule")
struct MiddlewareTests {
    private func noting(_ name: String, _ calls: Calls) -> Middleware {
        { _, next in
            calls.note("\(name) begins")
            let response = try await next()
            calls.note("\(name) ends")
            return response
        }
    }

    @Test("Middleware nests: gate, then group, then inner group, in any order of registration")
    func middlewareNestsOuterToInner() async throws {
        let calls = Calls()
        var gate = Gate()
        gate.group("/a", allow: .noting(calls)) { a in
            a.get("b", narrowedBy: Narrowing("narrower") { _, _ in true }) { _, _ in
                calls.note("handler")
                return ""
            }
            a.group("c") { c in
                c.get("d") { _, _ in
                    calls.note("inner handler")
                    return ""
                }
                c.middleware("inner", noting("inner", calls))
            }
            a.middleware("group", noting("group", calls))
        }
        gate.middleware("first", noting("first", calls))
        gate.middleware("second", noting("second", calls))
        #expect(try await gate.response("GET", "/a/b").status == 200)
        #expect(
            calls.all == [
                "rule", "first begins", "second begins", "group begins", "handler", "group ends", "second ends",
                "first ends",
            ])
        let inner = Calls()
        var second = Gate()
        second.group("/a", allow: .noting(inner)) { a in
            a.group("c") { c in
                c.get("d") { _, _ in
                    inner.note("handler")
                    return ""
                }
                c.middleware("inner", noting("inner", inner))
            }
            a.middleware("group", noting("group", inner))
        }
        #expect(try await second.response("GET", "/a/c/d").status == 200)
        #expect(inner.all == ["rule", "group begins", "inner begins", "handler", "inner ends", "group ends"])
    }

    @Test(
        "Middleware does not run for denied or unknown requests or for responses from the route table",
        arguments: [("GET", "/x"), ("POST", "/x"), ("OPTIONS", "/x"), ("GET", "/y"), ("GET", "/x/")]
    )
    func middlewareRunsOnlyForAllowedRequests(method: String, target: String) async throws {
        let calls = Calls()
        var gate = Gate()
        gate.middleware("opens everything") { _, _ in
            calls.note("middleware")
            return Response(status: .ok)
        }
        gate.get("/x", allow: Access<String>("nobody", else: .forbidden) { _ in nil }) { _, _ in "never" }
        let status = try await gate.response(method, target).status
        #expect(status == 403 || (status == 404 && target == "/y"))
        #expect(calls.all.isEmpty)
    }

    @Test("Middleware may replace or change the response, and sees the handler's error")
    func middlewareMayReplaceResponse() async throws {
        var gate = Gate()
        gate.middleware("changes") { request, next in
            switch try request.path["what"] {
            case "instead": return Response(status: .accepted)
            case "error":
                do { return try await next() } catch is Mishap { return Response(status: .conflict) }
            default:
                var response = try await next()
                response.status = .created
                return response
            }
        }
        gate.get("/{what}", allow: .everyone) { request in
            if try request.path["what"] == "error" { throw Mishap() }
            return "handler"
        }
        #expect(try await gate.response("GET", "/instead").status == 202)
        #expect(try await gate.response("GET", "/error").status == 409)
        let changed = try await gate.response("GET", "/other")
        #expect(changed.status == 201)
        #expect(changed.text == "handler")
    }

    @Test("The middleware of a group does not wrap the handlers of another")
    func middlewareStaysInItsGroup() async throws {
        let calls = Calls()
        var gate = Gate()
        gate.group("/a", allow: .everyone) { a in
            a.middleware("a", noting("a", calls))
            a.get("x") { _ in "" }
        }
        gate.group(allow: .everyone) { b in b.get("/b") { _ in "" } }
        gate.get("/c", allow: .everyone) { _ in "" }
        #expect(try await gate.response("GET", "/b").status == 200)
        #expect(try await gate.response("GET", "/c").status == 200)
        #expect(calls.all.isEmpty)
        #expect(try await gate.response("GET", "/a/x").status == 200)
        #expect(calls.all == ["a begins", "a ends"])
    }
}

@Suite("Middleware changes a request for the handler")
struct ChangedRequestTests {
    @Test("A changed header field counts in headers, cookies and decoders")
    func changedHeaderReachesHandler() async throws {
        var gate = Gate()
        gate.middleware("fields") { request, next in
            var changed = request
            try changed.setHeader(.cookie, to: "a=new")
            try changed.setHeader(.userAgent, to: nil)
            try changed.setHeader(.contentType, to: "application/x-www-form-urlencoded")
            return try await next(changed)
        }
        gate.post("/", allow: .everyone) { request in
            struct Form: Decodable { let n: Int }
            let form = try await request.form(as: Form.self)
            return "\(request.cookie("a") ?? "-") \(request.headers[.userAgent] ?? "-") \(form.n)"
        }
        let response = try await gate.response(
            "POST", "/",
            with: ["HTTP_COOKIE": "a=old", "HTTP_USER_AGENT": "x", "CONTENT_TYPE": "text/plain"],
            body: RequestBody(Array("n=7".utf8)))
        #expect(response.text == "new - 7")
    }

    @Test("A changed condition decides whether the response is 304")
    func changedConditionDecides() async throws {
        var gate = Gate()
        gate.middleware("condition") { request, next in
            var changed = request
            try changed.setHeader(.ifNoneMatch, to: "W/\"new\"")
            return try await next(changed)
        }
        gate.get("/{tag}", allow: .everyone) { request in
            try "text".cached(CacheControl(.noCache), tag: request.path["tag"])
        }
        #expect(try await gate.response("GET", "/new", with: ["HTTP_IF_NONE_MATCH": "W/\"old\""]).status == 304)
        #expect(try await gate.response("GET", "/old", with: ["HTTP_IF_NONE_MATCH": "W/\"old\""]).status == 200)
    }

    @Test("The rule and the outer middleware see the request as the client sent it")
    func ruleSeesOriginalRequest() async throws {
        let calls = Calls()
        var gate = Gate()
        gate.middleware("outer") { request, next in
            let response = try await next()
            calls.note("outer \(request.headers[.accept] ?? "-")")
            return response
        }
        gate.middleware("inner") { request, next in
            var changed = request
            try changed.setHeader(.accept, to: "text/changed")
            return try await next(changed)
        }
        gate.get("/", allow: Access<String>("reads a field") { $0.headers[.accept] ?? "-" }) { request, evidence in
            "\(evidence) \(request.headers[.accept] ?? "-")"
        }
        let response = try await gate.response("GET", "/", with: ["HTTP_ACCEPT": "text/sent"])
        #expect(response.text == "text/sent text/changed")
        #expect(calls.all == ["outer text/sent"])
    }

    @Test(
        "A refused value is an error, and the request stays as it was",
        arguments: [
            "a\0b", "a" + String(repeating: "\u{301}", count: 31), String(repeating: "a", count: 128 * 1024 + 1),
        ])
    func invalidValueIsRefused(value: String) async throws {
        var gate = Gate()
        gate.middleware("invalid") { request, next in
            var changed = request
            #expect(throws: ParametersError.self) { try changed.setHeader(.accept, to: value) }
            return try await next(changed)
        }
        gate.get("/", allow: .everyone) { $0.headers[.accept] ?? "-" }
        #expect(try await gate.response("GET", "/", with: ["HTTP_ACCEPT": "text/sent"]).text == "text/sent")
    }

    @Test("The handler reads a replaced body, and a lower limit refuses a long body with 413")
    func replacedBodyReachesHandler() async throws {
        var gate = Gate()
        gate.group("/read", allow: .everyone) { group in
            group.middleware("reads the body") { request, next in
                var changed = request
                changed.body = RequestBody(try await request.body.collect(upTo: 64) + Array(" twice".utf8))
                return try await next(changed)
            }
            group.post("") { request in String(decoding: try await request.body.collect(upTo: 64), as: UTF8.self) }
        }
        gate.group("/small", allow: .everyone) { group in
            group.middleware("small bodies") { request, next in
                var changed = request
                changed.body = request.body.limited(to: 4)
                return try await next(changed)
            }
            group.post("") { request in
                var count = 0
                for try await piece in request.body { count += piece.count }
                return "\(count)"
            }
        }
        #expect(try await gate.response("POST", "/read", body: RequestBody(Array("read".utf8))).text == "read twice")
        #expect(try await gate.response("POST", "/small", body: RequestBody(Array("sent".utf8))).text == "4")
        #expect(try await gate.response("POST", "/small", body: RequestBody(Array("longer".utf8))).status == 413)
    }

    @Test("Metadata of a changed logger is on the handler's lines, and not on the request's own line")
    func changedLoggerReachesHandler() async throws {
        let log = CollectedLog()
        var gate = Gate()
        gate.middleware("order") { request, next in
            var changed = request
            changed.logger[metadataKey: "order"] = "17"
            return try await next(changed)
        }
        gate.get("/", allow: .everyone) { request in
            request.logger.notice("from the handler")
            return ""
        }
        _ = try await gate.response("GET", "/", log: log)
        let lines = log.lines
        #expect(lines.filter { $0.contains("order=17") } == ["notice: from the handler order=17"])
        #expect(lines.count == 2)
    }
}
