/// What the workers of all processes of a program do, at one moment.
package struct ServerStatus: Sendable {
    /// What a worker does.
    package enum Activity: String, Sendable, CaseIterable {
        /// It waits for a request.
        case idle
        /// It waits for the body of a request.
        case reading
        /// A handler runs.
        case working
        /// It sends a response.
        case writing
        /// Its handler ignored the end of its request, and another worker has replaced it.
        case stuck
    }

    /// One worker of a process.
    package struct Worker: Sendable {
        /// The id of the process.
        package let process: Int
        /// For how long the process has run.
        package let age: Duration
        /// The resident memory of the process in bytes.
        package let memory: Int
        package let activity: Activity
        /// For how long the request has been running, or the worker has been idle.
        package let duration: Duration
        /// The route of the request, perhaps cut; `nil` if the worker is idle, or the route is not known.
        package let route: String?
        /// The number of completed requests.
        package let requests: UInt64

        package init(
            process: Int, age: Duration, memory: Int, activity: Activity, duration: Duration, route: String?,
            requests: UInt64
        ) {
            self.process = process
            self.age = age
            self.memory = memory
            self.activity = activity
            self.duration = duration
            self.route = route
            self.requests = requests
        }
    }

    /// Numbers that only grow.
    package struct Counters: Sendable, Hashable {
        /// The statuses of ``byClass``.
        package static let classes = ["2xx", "3xx", "4xx", "5xx", "none"]
        /// The upper limits of the classes of ``byTime`` but for the last one, which has none, in microseconds.
        package static let limits: [UInt64] = (0..<20).map { 64 << $0 }

        /// The completed requests.
        package var requests: UInt64 = 0
        /// The completed requests, by the class of their status. The last class is for responses that broke off, and those that
        /// the web server sends itself.
        package var byClass = [UInt64](repeating: 0, count: Counters.classes.count)
        /// The completed requests, by their duration.
        package var byTime = [UInt64](repeating: 0, count: Counters.limits.count + 1)
        /// The sum of the durations in microseconds.
        package var microseconds: UInt64 = 0
        /// The bytes of the bodies of the responses.
        package var bytes: UInt64 = 0

        /// Zeros.
        package init() {}
    }

    /// What was completed in one minute.
    package struct Minute: Sendable, Hashable {
        package let requests: UInt64
        /// The requests with a status from 500 on.
        package let failures: UInt64
        /// The sum of the durations in microseconds.
        package let microseconds: UInt64

        package init(requests: UInt64, failures: UInt64, microseconds: UInt64) {
            self.requests = requests
            self.failures = failures
            self.microseconds = microseconds
        }
    }

    /// The connections that no worker has accepted yet.
    package struct Queue: Sendable, Hashable {
        package let waiting: Int
        package let limit: Int

        package init(waiting: Int, limit: Int) {
            self.waiting = waiting
            self.limit = limit
        }
    }

    package var workers: [Worker] = []
    package var counters = Counters()
    /// The last 60 minutes, the present one last.
    package var minutes: [Minute] = []
    /// `nil` if the system does not tell.
    package var queue: Queue?
    /// How many processes have started.
    package var processesStarted: UInt64 = 0
    /// How many workers found no place in the table, and are missing here.
    package var workersWithoutPlace: UInt64 = 0
    /// When counting began, in seconds since 1970.
    package var begin: Int = 0

    /// A status of nothing.
    package init() {}
}
