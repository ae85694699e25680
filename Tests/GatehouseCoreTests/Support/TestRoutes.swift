import HTTPTypes

@testable import GatehouseCore

extension Route {
    /// A route of a table without a gate. Its rule is never evaluated.
    convenience init(
        _ method: HTTPRequest.Method,
        _ path: String,
        types: [ParameterType] = ParameterType.builtIn,
        name: RouteName? = nil,
        line: UInt = 0
    ) throws {
        self.init(
            method: method,
            pattern: try PathPattern(path, types: types),
            name: name,
            rule: "", evidence: Void.self, isPublic: true, isIsolated: false,
            location: SourceLocation(fileID: "", line: line),
            check: { _ in },
            respond: { _ in Response.plain(.ok) }
        )
    }
}

extension Gate {
    /// The configuration errors of this gate, one per line.
    var problems: [String] {
        do throws(GateError) {
            _ = try list.routes()
            return []
        } catch {
            return error.problems
        }
    }
}
