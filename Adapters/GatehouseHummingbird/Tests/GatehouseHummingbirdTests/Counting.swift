import Hummingbird
import Synchronization

/// Counts calls.
final class CallCounter: Sendable {
    private let count = Atomic<Int>(0)

    var value: Int { count.load(ordering: .relaxed) }

    func add() { count.add(1, ordering: .relaxed) }
}

/// Counts the requests that reach an application.
struct Counting<Context>: RouterMiddleware {
    let counter: CallCounter

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        counter.add()
        return try await next(request, context)
    }
}
