import Hummingbird

/// A thing to do.
struct Todo: ResponseCodable, Sendable {
    let id: Int
    var title: String
    var isDone: Bool
}

/// What a client sends to change a thing to do.
struct TodoChange: Decodable {
    var title: String?
    var isDone: Bool?
}
