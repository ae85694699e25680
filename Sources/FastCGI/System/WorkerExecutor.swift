/// Runs the task of one worker on the worker's own thread.
///
/// A handler starts on that thread. If it awaits only its own work, it also ends there, without a thread switch. If
/// it awaits something elsewhere, the thread sleeps until the handler resumes.
final class WorkerExecutor: TaskExecutor {
    private let jobs = JobQueue()

    func enqueue(_ job: consuming ExecutorJob) {
        jobs.append(UnownedJob(job))
    }

    /// Runs jobs on the calling thread until ``finish()`` is called.
    func run() {
        while let job = jobs.next() {
            // The runtime enqueues each job once, and `next()` returns it once.
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    /// Ends ``run()``.
    func finish() {
        jobs.finish()
    }
}
