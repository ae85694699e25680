#if Security
    import Dispatch
    import Synchronization

    /// Runs all jobs on the main thread: valgrind 3.19 crashes with the main thread of libdispatch.
    final class MainThread: TaskExecutor {
        private let jobs = Mutex<[UnownedJob?]>([])
        private let count = DispatchSemaphore(value: 0)

        func enqueue(_ job: consuming ExecutorJob) {
            append(UnownedJob(job))
        }

        /// Runs asynchronous work to its end. An error ends the program.
        static func run(_ work: @escaping @Sendable () async throws -> Void) {
            let thread = MainThread()
            Task(executorPreference: thread) {
                do {
                    try await work()
                } catch {
                    fatalError("\(error)")
                }
                thread.append(nil)
            }
            while let job = thread.next() {
                // The executor lives as long as this function.
                unsafe job.runSynchronously(on: thread.asUnownedTaskExecutor())
            }
        }

        /// Adds a job, or the end.
        private func append(_ job: UnownedJob?) {
            jobs.withLock { $0.append(job) }
            count.signal()
        }

        private func next() -> UnownedJob? {
            count.wait()
            return jobs.withLock { $0.removeFirst() }
        }
    }
#endif
