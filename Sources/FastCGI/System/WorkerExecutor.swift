/// Runs the task of one worker on the worker's own thread.
///
/// A handler starts on that thread and, as long as it only waits for itself, ends on it, without a switch. One that
/// waits for something elsewhere parks the thread until it is resumed.
final class WorkerExecutor: TaskExecutor {
    private let jobs = JobQueue()

    func enqueue(_ job: consuming ExecutorJob) {
        jobs.append(UnownedJob(job))
    }

    /// Runs jobs on the calling thread until ``finish()``.
    func run() {
        while let job = jobs.next() {
            // The runtime hands each job over once, and `next()` gives it out once.
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    /// Ends ``run()``.
    func finish() {
        jobs.finish()
    }
}
