#if Tool
    /// Which lines of a log are shown.
    struct LogFilter: Sendable {
        /// The least level.
        var level = "info"
        /// Only lines with this incident number, which a client saw.
        var incident: String?
        /// Only requests of this route.
        var route: String?
        /// Only denied requests.
        var isDenied = false

        func shows(_ line: LogLine) -> Bool {
            let rank = { (level: String) in LogLine.levels.firstIndex(of: level) ?? 0 }
            if let incident { return line["incident"] == incident }
            guard rank(line.level) >= rank(level) else { return false }
            if let route, line["route"] != route { return false }
            return !isDenied || line.message.hasPrefix("denied")
        }
    }
#endif
