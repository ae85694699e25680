internal import GatewayInterface
internal import HTTPTypes
internal import Logging

extension RequestRecord {
    /// How much attention it deserves. A denial is worth a line by default: the log says why somebody was turned away.
    var level: Logger.Level {
        if isFailure { return .error }
        switch decision {
        case .refused, .denied: return .notice
        case .unknown, .allowed: return .info
        }
    }

    /// Writes the one line of the request.
    func log(to logger: Logger) {
        guard logger.logLevel <= level else { return }
        var metadata = Logger.Metadata(minimumCapacity: 8)
        metadata["status"] = .string(String(status.code))
        metadata["bytes"] = .string(String(bytes))
        metadata["method"] = .string(method?.rawValue ?? quoted("REQUEST_METHOD"))
        if let route {
            metadata["route"] = .string(route)
        } else {
            // Only here: what a route matched is as good as its pattern, and may be private.
            metadata["target"] = .string(quoted("REQUEST_URI"))
        }
        if let rule { metadata["rule"] = .string(rule) }
        if let incident { metadata["incident"] = .string(incident) }
        metadata["duration_us"] = .string(String(duration.microseconds))
        logger.log(level: level, "\(summary)", metadata: metadata)
    }

    private func quoted(_ name: String) -> String {
        LogText.quoted(parameters.bytes(of: name) ?? [])
    }
}

extension Duration {
    /// In whole microseconds.
    var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
