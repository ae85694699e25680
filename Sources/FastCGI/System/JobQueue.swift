internal import Glibc

/// The queue of jobs for one thread.
///
/// Sendable is unchecked because the compiler cannot see that `jobs` and `isFinished` are only accessed while the
/// mutex is held; every access below is inside `locked`. The standard library's Mutex cannot wait for a condition.
@safe
final class JobQueue: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [UnownedJob] = []
    private var isFinished = false

    init() {
        // pthread objects must not move, so they live on the heap until deinit.
        unsafe mutex = UnsafeMutablePointer.allocate(capacity: 1)
        unsafe condition = UnsafeMutablePointer.allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Adds a job, from any thread.
    func append(_ job: UnownedJob) {
        locked {
            jobs.append(job)
            unsafe pthread_cond_signal(condition)
        }
    }

    /// Makes ``next()`` return `nil` once the queue is empty.
    func finish() {
        locked {
            isFinished = true
            unsafe pthread_cond_broadcast(condition)
        }
    }

    /// Waits for the next job without spinning; `nil` after ``finish()``.
    func next() -> UnownedJob? {
        locked {
            while jobs.isEmpty {
                if isFinished { return nil }
                unsafe pthread_cond_wait(condition, mutex)
            }
            return jobs.removeFirst()
        }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body()
    }
}
