import Foundation

/// The things to do, in a file. Several processes of a web server can use it: each operation locks the file.
actor TodoStore {
    private let path: String

    init(path: String) {
        self.path = path
    }

    func all() throws -> [Todo] {
        try withFile { file in try read(file) }
    }

    func add(_ title: String) throws -> Todo {
        try withFile { file in
            var todos = try read(file)
            let todo = Todo(id: (todos.map(\.id).max() ?? 0) + 1, title: title, isDone: false)
            todos.append(todo)
            try write(todos, file)
            return todo
        }
    }

    func change(_ id: Int, _ change: TodoChange) throws -> Todo? {
        try withFile { file in
            var todos = try read(file)
            guard let index = todos.firstIndex(where: { $0.id == id }) else { return nil }
            if let title = change.title { todos[index].title = title }
            if let isDone = change.isDone { todos[index].isDone = isDone }
            try write(todos, file)
            return todos[index]
        }
    }

    func remove(_ id: Int) throws -> Bool {
        try withFile { file in
            let todos = try read(file)
            let rest = todos.filter { $0.id != id }
            try write(rest, file)
            return rest.count < todos.count
        }
    }

    private func withFile<Result>(_ body: (FileHandle) throws -> Result) throws -> Result {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileReadNoPermission) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard flock(descriptor, LOCK_EX) == 0 else { throw CocoaError(.fileReadUnknown) }
        defer { try? file.close() }
        return try body(file)
    }

    private func read(_ file: FileHandle) throws -> [Todo] {
        let data = try file.readToEnd() ?? Data()
        return data.isEmpty ? [] : try JSONDecoder().decode([Todo].self, from: data)
    }

    private func write(_ todos: [Todo], _ file: FileHandle) throws {
        let data = try JSONEncoder().encode(todos)
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: data)
    }
}
