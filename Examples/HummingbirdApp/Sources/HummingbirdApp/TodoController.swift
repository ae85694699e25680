import Hummingbird

/// The routes of the things to do.
struct TodoController {
    let store: TodoStore

    func addRoutes(to group: RouterGroup<some RequestContext>) {
        group
            .get(use: list)
            .post(use: create)
            .get(":id", use: get)
            .patch(":id", use: update)
            .delete(":id", use: delete)
    }

    @Sendable private func list(_ request: Request, _ context: some RequestContext) async throws -> [Todo] {
        try await store.all()
    }

    @Sendable private func create(
        _ request: Request, _ context: some RequestContext
    ) async throws -> EditedResponse<Todo> {
        let change = try await request.decode(as: TodoChange.self, context: context)
        guard let title = change.title, !title.isEmpty else {
            throw HTTPError(.badRequest, message: "A thing to do needs a title.")
        }
        return EditedResponse(status: .created, response: try await store.add(title))
    }

    @Sendable private func get(_ request: Request, _ context: some RequestContext) async throws -> Todo {
        guard let todo = try await store.all().first(where: { try $0.id == id(context) }) else {
            throw HTTPError(.notFound)
        }
        return todo
    }

    @Sendable private func update(_ request: Request, _ context: some RequestContext) async throws -> Todo {
        let change = try await request.decode(as: TodoChange.self, context: context)
        guard let todo = try await store.change(id(context), change) else { throw HTTPError(.notFound) }
        return todo
    }

    @Sendable private func delete(
        _ request: Request, _ context: some RequestContext
    ) async throws -> HTTPResponse.Status {
        try await store.remove(id(context)) ? .noContent : .notFound
    }

    private func id(_ context: some RequestContext) throws -> Int {
        try context.parameters.require("id", as: Int.self)
    }
}
