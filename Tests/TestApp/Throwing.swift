import Gatehouse

/// An error whose text would be markup, if the debug page did not escape it.
struct Planted: Error, CustomStringConvertible {
    let description = "<script>planted()</script>"
}

enum Typed: Error {
    case thrown
}

/// Adds routes whose handlers throw. The comments mark the lines that the debug page must show.
func addThrowingRoutes(to gate: inout Gate) {
    gate.group("/throws", allow: .everyone) { group in
        group.get("handler/{name}") { _ -> String in
            throw Planted()  // throws: handler
        }
        group.get("function") { _ in try inner(depth: 2) }
        group.get("after-await") { _ in try await afterAwait() }
        group.get("concurrent") { _ in try await elsewhere() }
        group.get("task") { _ in try await Task { try await afterAwait() }.value }
        group.get("typed") { _ in try typed() }
        group.get("many") { _ -> String in
            for _ in 0..<1000 { _ = try? inner(depth: 0) }
            throw Planted()  // throws: many
        }
        group.get("crash") { request in
            let numbers = request.target.segments.map(\.utf8.count)
            return "\(numbers[request.target.segments.count])"  // throws: crash
        }
    }
    gate.group("/rethrows", allow: .everyone) { group in
        group.middleware("rethrows") { _, next in
            do { return try await next() } catch { throw error }
        }
        group.get("function") { _ in try inner(depth: 0) }
    }
    let failing = Access<String>("a rule that fails") { _ in try inner(depth: 0) }
    gate.get("/throws-in-rule", allow: failing) { _, text in text }
}

@inline(never)
private func inner(depth: Int) throws -> String {
    guard depth == 0 else { return try inner(depth: depth - 1) }
    throw Planted()  // throws: function
}

private func afterAwait() async throws -> String {
    try await Task.sleep(for: .milliseconds(1))
    throw Planted()  // throws: after-await
}

@concurrent
private func elsewhere() async throws -> String {
    try await Task.sleep(for: .milliseconds(1))
    throw Planted()  // throws: concurrent
}

@inline(never)
private func typed() throws(Typed) -> String {
    throw .thrown  // throws: typed
}
