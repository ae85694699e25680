import GatewayInterface
import HTTPTypes

@testable import GatehouseCore

/// A generated gate, and the expected responses according to a linear search of its routes.
struct GeneratedGate {
    /// The clients that a route allows.
    enum Opening: CaseIterable {
        case everyone
        case hidden
        case forbidden

        var access: Access<Void> {
            switch self {
            case .everyone: .everyone
            case .hidden: Access("hidden") { _ in false }
            case .forbidden: Access("forbidden", else: .forbidden) { _ in false }
            }
        }
    }

    struct Entry {
        let method: HTTPRequest.Method
        let pattern: ReferencePattern
        let opening: Opening
    }

    /// The parts of a response that depend on the routes.
    struct Outcome: Equatable {
        var status: Int
        /// The parameters that the handler got.
        var body: String?
        var allow: String?
        /// The segments of a redirect's target.
        var location: [[UInt8]]?
    }

    static let methods: [HTTPRequest.Method] = [.get, .get, .post, .put, .patch, .delete]

    private(set) var gate = Gate()
    /// In the order of the gate.
    private(set) var entries: [Entry] = []

    /// A gate without configuration errors, with groups, types, rests and both forms of a path.
    init(using generator: inout SeededGenerator, isOpen: Bool = false) throws {
        gate.parameterType("year", example: "2026", ReferencePattern.isYear)
        var left: [(method: HTTPRequest.Method, reference: ReferencePattern, pattern: PathPattern)] = []
        for _ in 0..<Int.random(in: 1...30, using: &generator) {
            let reference = ReferencePattern.random(using: &generator)
            let pattern = try PathPattern(reference.text, types: ReferencePattern.types)
            let method = Self.methods.randomElement(using: &generator) ?? .get
            if !left.contains(where: { $0.method == method && $0.pattern.overlaps(pattern) }) {
                left.append((method, reference, pattern))
            }
        }
        while let first = left.first {
            var opening = Opening.everyone
            if !isOpen, Int.random(in: 0..<3, using: &generator) == 0 {
                opening = Opening.allCases.randomElement(using: &generator) ?? .hidden
            }
            let prefix = first.reference.spelled.first.map { "/\($0)" } ?? "/"
            let claimed = try PathPattern(prefix, types: ReferencePattern.types)
            let members = left.indices.filter { left[$0].reference.parts.first == first.reference.parts.first }
            // A group claims all paths below its prefix, and its own path has no final "/".
            let others = left.indices.filter { !members.contains($0) }.map { left[$0].pattern } + taken
            let canBeGroup =
                !first.reference.parts.isEmpty && first.reference.parts.first != .rest
                && !others.contains { $0.reaches(below: claimed) }
                && !members.contains { left[$0].reference.parts.count == 1 && left[$0].reference.endsInSlash }
            guard canBeGroup, Bool.random(using: &generator) else {
                add(first.method, first.reference, opening)
                left.removeFirst()
                continue
            }
            let isNested = Bool.random(using: &generator)
            let relative = members.map { index in
                let path = String(left[index].reference.text.dropFirst(prefix.count))
                return Bool.random(using: &generator) && !path.isEmpty ? String(path.dropFirst()) : path
            }
            let start = entries.count
            entries += members.map { Entry(method: left[$0].method, pattern: left[$0].reference, opening: opening) }
            func write(_ group: inout RouteGroup<Void>) {
                for (number, path) in relative.enumerated() {
                    let entry = entries[start + number]
                    group.on(entry.method, path, handler: Self.handler(start + number, entry.pattern))
                }
            }
            gate.group(prefix, allow: opening.access) { group in
                if isNested { group.group("/", write) } else { write(&group) }
            }
            taken += members.map { left[$0].pattern }
            left = left.indices.filter { !members.contains($0) }.map { left[$0] }
        }
    }

    /// The patterns of the routes in the gate so far.
    private var taken: [PathPattern] = []

    private mutating func add(_ method: HTTPRequest.Method, _ reference: ReferencePattern, _ opening: Opening) {
        let handler = Self.handler(entries.count, reference)
        entries.append(Entry(method: method, pattern: reference, opening: opening))
        if let pattern = try? PathPattern(reference.text, types: ReferencePattern.types) { taken.append(pattern) }
        gate.group(allow: opening.access) { $0.on(method, reference.text, handler: handler) }
    }

    /// Returns the number of the route and its parameters.
    private static func handler(
        _ number: Int,
        _ reference: ReferencePattern
    ) -> @Sendable (Request) throws -> String {
        let parts = reference.parts
        return { request in
            var values: [String] = []
            for (index, part) in parts.enumerated() {
                switch part {
                case .literal: break
                case .rest: values += try request.path.rest("p\(index)")
                default: values.append(try request.path["p\(index)"])
                }
            }
            return Self.body(number, values)
        }
    }

    private static func body(_ number: Int, _ values: [String]) -> String {
        (["\(number)"] + values).joined(separator: "|")
    }

    /// The expected response, from the reference target and a linear search.
    func expected(_ method: HTTPRequest.Method, _ uri: [UInt8], mount: [String] = []) -> Outcome {
        guard let target = ReferenceTarget(uri) else { return Outcome(status: 400) }
        let mount = mount.map { Array($0.utf8) }
        guard target.segments.starts(with: mount) else { return Outcome(status: 400) }
        let whole = Array(target.segments.dropFirst(mount.count))
        let endsInSlash = whole.last == []
        let path = endsInSlash ? Array(whole.dropLast()) : whole
        if whole.first == Array("app.fcgi".utf8) { return Outcome(status: 404) }
        let matching = entries.indices.filter { entries[$0].pattern.matches(path) }
        let wanted = method == .head ? .get : method
        if let number = matching.first(where: { entries[$0].method == wanted }) {
            let entry = entries[number]
            if let denied = denied(entry) { return denied }
            guard entry.pattern.endsInSlash == endsInSlash else {
                return Outcome(status: 308, location: mount + path + (entry.pattern.endsInSlash ? [[]] : []))
            }
            let values = path.indices.filter { index in
                guard index < entry.pattern.parts.count, case .literal = entry.pattern.parts[index] else { return true }
                return false
            }
            return Outcome(
                status: 200, body: Self.body(number, values.map { String(decoding: path[$0], as: UTF8.self) }))
        }
        guard let first = matching.first else { return Outcome(status: 404) }
        var allowed: [String] = []
        for number in matching where entries[number].opening == .everyone {
            allowed += entries[number].method == .get ? ["GET", "HEAD"] : [entries[number].method.rawValue]
        }
        if allowed.isEmpty, let denied = denied(entries[first]) { return denied }
        return Outcome(status: method == .options ? 204 : 405, allow: (allowed + ["OPTIONS"]).joined(separator: ", "))
    }

    private func denied(_ entry: Entry) -> Outcome? {
        switch entry.opening {
        case .everyone: nil
        case .hidden: Outcome(status: 404)
        case .forbidden: Outcome(status: 403)
        }
    }
}

extension Dispatcher {
    /// The response to a target of arbitrary bytes.
    func response(_ method: HTTPRequest.Method, _ uri: [UInt8]) async throws -> Response {
        let pairs: [([UInt8], [UInt8])] = [
            (Array("REQUEST_METHOD".utf8), Array(method.rawValue.utf8)), (Array("REQUEST_URI".utf8), uri),
        ]
        var block: [UInt8] = []
        for (name, value) in pairs { Parameters.append(name, value, to: &block) }
        let parameters = try Parameters(nameValuePairs: block, limits: ParameterLimits())
        return await respond(to: parameters, body: RequestBody())
    }
}
