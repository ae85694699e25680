internal import GatewayInterface
internal import HTTPTypes
internal import Logging

extension RequestRecord {
    /// The log level. A denial is logged by default, so that the log explains why a client was denied.
    var level: Logger.Level {
        if isFailure { return .error }
        switch decision {
        case .refused, .denied: return .notice
        case .unknown, .allowed: return .info
        }
    }

    /// Writes the log line of the request.
    func log(to logger: Logger) {
        guard logger.logLevel <= level else { return }
        var metadata = Logger.Metadata(minimumCapacity: 8)
        metadata["status"] = .string(String(status.code))
        metadata["bytes"] = .string(String(bytes))
        metadata["method"] = .string(loggedMethod)
        metadata[place.name] = .string(place.text)
        if let rule { metadata["rule"] = .string(rule) }
        if let incident { metadata["incident"] = .string(incident) }
        metadata["duration_us"] = .string(String(duration.microseconds))
        logger.log(level: level, "\(summary)", metadata: metadata)
    }

    /// The route of the request, or the target if no route matches its path. A path that a route matches can be
    /// private.
    var place: (name: String, text: String) {
        if let route { return ("route", route) }
        return ("target", LogText.quoted(parameters.bytes(of: .requestURI) ?? []))
    }

    /// The method, limited because a method can be a token of any length.
    private var loggedMethod: String {
        if let name = method?.rawValue, name.utf8.count <= LogText.longestWord { return name }
        return LogText.quoted(parameters.bytes(of: .requestMethod) ?? [], upTo: LogText.longestWord)
    }
}

extension Duration {
    /// The duration in whole microseconds.
    var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
