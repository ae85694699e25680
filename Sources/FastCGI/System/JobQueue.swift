internal import Glibc

/// The jobs that wait for one thread.
///
/// Sendable is unchecked because the compiler cannot see that `jobs` and `isFinished` are only touched with the mutex
/// held; every use below stands between lock and unlock. A Mutex of the standard library cannot wait for a condition.
@safe
final class JobQueue: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [UnownedJob] = []
    private var isFinished = false

    init() {
        // pthread objects must not move: they live on the heap from here to deinit.
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

    /// Makes ``next()`` return `nil` from now on, once no job is left.
    func finish() {
        locked {
            isFinished = true
            unsafe pthread_cond_broadcast(condition)
        }
    }

    /// Waits, without spinning, for the next job; `nil` after ``finish()``.
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
