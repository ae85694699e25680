import Gatehouse

/// Serves through the gate.
///
/// - Parameters:
///   - routes: The number of further routes with a rule that returns evidence: /area0/items/{id:int}/{part} and so on.
///   - count: Returns the number of allocations so far; 0 if they are not counted.
public func serveGate(routes: Int = 0, counting count: @escaping @Sendable () -> Int = { 0 }) async {
    _ = Works.memory
    var gate = Gate()
    gate.configuration.hosts = .only("www.example.com")
    gate.get("/", allow: .everyone) { _ in Works.small }
    gate.get("/memory", allow: .everyone) { _ in Response(status: .ok, body: .bytes(Works.memory)) }
    gate.get("/page", allow: .everyone) { _ in Works.page }
    gate.post("/form", allow: .everyone) { request in
        let form = try await request.form()
        return "\(try form["name"] ?? ""), \(try form["note"] ?? "")\n"
    }
    let visitor = Access<String>("has a session") { request in request.cookie("session") }
    gate.get("/session", allow: visitor) { _, _ in Works.small }
    gate.get("/allocations", allow: .everyone) { _ in "\(count())\n" }
    gate.get("/known", allow: .everyone) { _ in "\(Works.allocate())\n" }
    let holder = Access<Int>("holder of the item") { request in try request.path["id", as: Int.self] }
    for index in 0..<routes {
        gate.get("/area\(index)/items/{id:int}/{part}", allow: holder) { _, _ in Works.small }
    }
    await gate.serve()
}
