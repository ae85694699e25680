internal import Logging

/// The entry of the log about a request that is slow and still runs.
struct SlowRequestReport {
    /// Whether a function of the request may be interrupted, and by whom its thread is held otherwise.
    enum Calls {
        case trace(CallTrace)
        case none(reason: String)
    }

    static let message: Logger.Message = "a request is slow and still runs"

    var request: Int
    var duration: Duration
    /// The time that the thread has run on a processor since the request was first seen.
    var working: Duration?
    var activity: String?
    var route: String?
    var rule: String?
    var calls: Calls

    var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = ["request": "\(request)", "duration": "\(duration)"]
        if let working {
            // The clocks of the processor and of the machine are read one after the other.
            let working = min(working, duration)
            metadata["working"] = "\(working)"
            metadata["waiting"] = "\(duration - working)"
        }
        if let activity {
            metadata["worker"] = "\(activity)"
            metadata["route"] = "\(route ?? "none")"
        }
        if let rule { metadata["rule"] = "\(rule)" }
        switch calls {
        case .trace(let trace):
            metadata["backtrace"] = "\(trace.text)"
            if let id = trace.buildID { metadata["build"] = "\(id)" }
        case .none(let reason):
            metadata["backtrace"] = "none: \(reason)"
        }
        return metadata
    }

    /// The calls of a thread.
    ///
    /// - Parameter whileQuiet: Runs a closure while the thread neither reads from nor writes to the web server, which its signal
    ///   could interrupt; otherwise returns `nil`.
    static func calls(
        of thread: SampledThread?, whileQuiet: (() -> StackCopy?) -> StackCopy??
    ) -> Calls {
        guard let thread else { return .none(reason: "the thread is not known") }
        guard let copy = whileQuiet({ StackSampler.shared?.copy(of: thread) }) else {
            return .none(reason: "the thread waits for the web server")
        }
        guard let copy else { return .none(reason: "the thread did not react to the signal") }
        do throws(SystemError) {
            return .trace(try CallTrace(copy))
        } catch {
            return .none(reason: "\(error)")
        }
    }
}
