import HTTPTypes
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
