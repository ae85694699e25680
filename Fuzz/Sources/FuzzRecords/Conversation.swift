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

    private(set) var requests: [Request] = []

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let request = Self.request(&rest) {
            requests.append(request)
            if request.body == nil { return }
        }
    }

    private typealias Record = (version: UInt8, type: UInt8, id: Int, content: [UInt8])

    private static func record(_ rest: inout ArraySlice<UInt8>) -> Record? {
        let header = Array(rest.prefix(8))
        guard header.count == 8 else { return nil }
        let length = Int(header[4]) * 256 + Int(header[5])
        let end = 8 + length + Int(header[6])
        // The record that ends the body counts before its padding arrives.
        let isEndOfBody = header[1] == 5 && length == 0
        guard rest.count >= end || isEndOfBody else { return nil }
        defer { rest = rest.dropFirst(end) }
        return (header[0], header[1], Int(header[2]) * 256 + Int(header[3]), Array(rest.dropFirst(8).prefix(length)))
    }

    private static func request(_ rest: inout ArraySlice<UInt8>) -> Request? {
        var begin: Record
        while true {
            guard let next = record(&rest) else { return nil }
            begin = next
            let isManagement = begin.type >= 9 && begin.id == 0
            let isStale = [2, 5, 8].contains(begin.type) && begin.id != 0
            guard begin.version == 1, isManagement || isStale else { break }
        }
        guard begin.version == 1, begin.type == 1, begin.id != 0, begin.content.count == 8 else { return nil }

        var block: [UInt8] = []
        while true {
            guard let next = record(&rest) else { return nil }
            if next.id != begin.id, next.id != 0 { continue }
            guard next.version == 1, next.type == 4, next.id == begin.id else { return nil }
            if next.content.isEmpty { break }
            block += next.content
        }
        let (pairs, isWhole) = Pair.read(block)
        guard isWhole else { return nil }

        let role = Int(begin.content[0]) * 256 + Int(begin.content[1])
        let announced = pairs.first { $0.name == Array("CONTENT_LENGTH".utf8) }
            .flatMap { Int(String(decoding: $0.value, as: UTF8.self)) }
        var body: [UInt8] = []
        while announced.map({ body.count < $0 }) ?? true {
            // The connection may end within the last record.
            let partial = rest.dropFirst(8)
            let header = Array(rest.prefix(8))
            guard let next = record(&rest) else {
                let isOfBody =
                    header.count == 8 && header[0] == 1 && header[1] == 5
                    && Int(header[2]) * 256 + Int(header[3]) == begin.id
                if isOfBody { body += partial.prefix(Int(header[4]) * 256 + Int(header[5])) }
                break
            }
            guard next.version == 1, next.type == 5, next.id == begin.id else { continue }
            if next.content.isEmpty { return Request(role: role, pairs: pairs, body: body) }
            body += next.content
        }
        guard let announced, body.count >= announced, announced >= 0 else {
            return Request(role: role, pairs: pairs, body: nil)
        }
        return Request(role: role, pairs: pairs, body: Array(body.prefix(announced)))
    }
}
