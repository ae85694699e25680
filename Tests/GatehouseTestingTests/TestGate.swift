import Gatehouse

struct Mishap: Error {}

extension Gate {
    /// A gate with a response of each kind.
    static var test: Gate {
        let named = Access<String>("says who it is", else: .signIn(challenge: "Basic realm=\"test\"")) { request in
            request.headers[.authorization]
        }
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in "open\n" }
        gate.get("/items/{id}", allow: .everyone) { request in
            "\(request.method.rawValue) \(try request.path["id"]) \(request.target.query ?? "no query")"
        }
        gate.get("/caller", allow: named) { _, name in "caller \(name)\n" }
        gate.get("/forbidden", allow: Access<Void>("nobody", else: .forbidden) { _ in false }) { _ in "never\n" }
        gate.get("/hidden", allow: Access<Void>("nobody") { _ in false }) { _ in "never\n" }
        gate.get("/mishap", allow: .everyone) { _ -> String in throw Mishap() }
        gate.get("/rule-mishap", allow: Access<Void>("fails") { _ in throw Mishap() }) { _ in "never\n" }
        gate.get("/large", allow: .everyone) { _ in Response(status: .ok, body: .bytes(largeResponse)) }
        gate.get("/fields", allow: .everyone) { _ in
            var response = Response(status: .accepted, headers: [.contentType: "image/png", .eTag: "\"7\""])
            response.headers.append(HTTPField(name: .setCookie, value: "a=1"))
            response.headers.append(HTTPField(name: .setCookie, value: "b=2"))
            return response
        }
        gate.post("/echo", allow: .everyone) { request in
            Response(status: .created, body: .bytes(try await request.body.collect(upTo: 300 * 1024)))
        }
        gate.post("/small", allow: .everyone) { request in "\(try await request.body.collect(upTo: 4).count) bytes" }
        gate.post("/ignored", allow: .everyone) { _ in "not read\n" }
        return gate
    }

    /// 200 KB without repetitions.
    static let largeResponse = pattern(count: 200_000)

    /// A pattern in which a missing, repeated or misplaced piece is detected.
    static func pattern(count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8 &* 7) }
    }
}
