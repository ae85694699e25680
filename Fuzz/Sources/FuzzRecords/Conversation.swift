import FuzzSupport

/// A slow, simple parser of the bytes that a peer sends over one connection.
struct Conversation {
    /// A request with complete parameters.
    struct Request {
        let role: Int
        let pairs: [Pair]
        /// The content of FCGI_STDIN up to its end or up to CONTENT_LENGTH; `nil` if the body is incomplete.
        let body: [UInt8]?
    }

    /// All requests that a server may find, in the order of their bytes.
    private(set) var requests: [Request] = []

    private let bytes: [UInt8]

    /// The end of a request depends on time: a server that has the whole body does not wait for the record that ends it.
    /// So the requests after each possible end are in the list.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var found: [Int: Request] = [:]
        var examined: Set<Int> = []
        var places = [0]
        while let place = places.popLast() {
            guard examined.insert(place).inserted, let (begin, start) = findBegin(at: place), found[start] == nil,
                let (pairs, end) = readParameters(of: begin)
            else { continue }
            let body = readBody(of: begin, pairs, at: end)
            let role = Int(begin.content[0]) * 256 + Int(begin.content[1])
            found[start] = Request(role: role, pairs: pairs, body: body.content)
            places += body.ends
        }
        requests = found.sorted { $0.key < $1.key }.map(\.value)
    }

    private struct Record {
        let version: UInt8
        let type: UInt8
        let id: Int
        let content: [UInt8]
        /// Whether nothing of it is missing.
        let isWhole: Bool
        /// Where the next record begins.
        let end: Int
    }

    /// The record at this place; the connection may end within its content.
    private func record(at place: Int) -> Record? {
        guard bytes.count >= place + 8 else { return nil }
        func number(at offset: Int) -> Int { Int(bytes[place + offset]) * 256 + Int(bytes[place + offset + 1]) }
        let length = number(at: 4)
        let end = place + 8 + length + Int(bytes[place + 6])
        let type = bytes[place + 1]
        // The record that ends the body counts before its padding arrives.
        return Record(
            version: bytes[place], type: type, id: number(at: 2),
            content: Array(bytes.dropFirst(place + 8).prefix(length)),
            isWhole: bytes.count >= end || type == 5 && length == 0, end: end)
    }

    /// The record that begins the next request, and its place.
    private func findBegin(at place: Int) -> (Record, Int)? {
        var place = place
        while let next = record(at: place), next.isWhole, next.version == 1 {
            let isManagement = next.type >= 9 && next.id == 0
            let isStale = [2, 5, 8].contains(next.type) && next.id != 0
            guard isManagement || isStale else {
                return next.type == 1 && next.id != 0 && next.content.count == 8 ? (next, place) : nil
            }
            place = next.end
        }
        return nil
    }

    /// The parameters of a request, and the place after them.
    private func readParameters(of begin: Record) -> ([Pair], Int)? {
        var place = begin.end
        var block: [UInt8] = []
        while let next = record(at: place), next.isWhole {
            place = next.end
            if next.id != begin.id, next.id != 0 { continue }
            guard next.version == 1, next.type == 4, next.id == begin.id else { return nil }
            if next.content.isEmpty {
                let (pairs, isWhole) = Pair.read(block)
                return isWhole ? (pairs, place) : nil
            }
            block += next.content
        }
        return nil
    }

    /// The body; `nil` if it is incomplete. And all places where the next request may begin.
    private func readBody(of begin: Record, _ pairs: [Pair], at start: Int) -> (content: [UInt8]?, ends: [Int]) {
        let announced = pairs.first { $0.name == Array("CONTENT_LENGTH".utf8) }
            .flatMap { Int(String(decoding: $0.value, as: UTF8.self)) }
        var place = start
        var body: [UInt8] = []
        var hasEnded = false
        var ends: [Int] = []
        var isComplete: Bool { announced.map { $0 >= 0 && body.count >= $0 } ?? false }
        reading: while let next = record(at: place), next.version == 1 {
            if isComplete { ends.append(place) }
            place = next.end
            switch (next.type, next.id) {
            case (5, begin.id):
                body += next.content
                hasEnded = next.isWhole && next.content.isEmpty
                if hasEnded { break reading }
            case (2, begin.id):
                break reading
            case (_, begin.id), (1...8, 0):
                return (isComplete ? Array(body.prefix(announced ?? 0)) : nil, ends)
            default:
                break
            }
        }
        let isWhole = isComplete || hasEnded
        return (isWhole ? Array(body.prefix(announced.map { max($0, 0) } ?? Int.max)) : nil, ends + [place])
    }
}
