import HTTPTypes
import Hummingbird
import NIOCore

/// Routes that read and write bodies in pieces.
func addBodyRoutes(to router: Router<ProbeContext>, _ events: Events) {
    router.post("sum") { request, _ in
        var count = 0
        var sum = 0
        for try await piece in request.body {
            count += piece.readableBytes
            sum = piece.readableBytesView.reduce(sum) { $0 &+ Int($1) }
        }
        return "\(count) \(sum)"
    }
    router.post("echo") { request, _ in
        let type = request.headers[.contentType] ?? "application/octet-stream"
        return Response(status: .ok, headers: [.contentType: type], body: .init(asyncSequence: request.body))
    }
    router.post("ignore") { _, _ in "ignored" }
    // `pieces` pieces of `size` bytes. With `length=yes`, the response has its length.
    router.get("download") { request, _ in
        let query = request.uri.queryParameters
        let pieces = try query.require("pieces", as: Int.self)
        let size = try query.require("size", as: Int.self)
        let piece = ByteBuffer(bytes: (0..<size).map { UInt8(truncatingIfNeeded: $0) })
        return Response(
            status: .ok, headers: [.contentType: "application/octet-stream"],
            body: .init(contentLength: query["length"] == "yes" ? pieces * size : nil) { writer in
                for _ in 0..<pieces { try await writer.write(piece) }
                try await writer.finish([.date: "never"])
            })
    }
    // Ends when its task is cancelled, and notes it.
    router.get("wait") { _, _ in
        events.note("waiting")
        do {
            try await Task.sleep(for: .seconds(60))
        } catch {
            events.note("cancelled")
            throw error
        }
        return "not cancelled"
    }
    // Writes until the client is gone, and notes it.
    router.get("endless") { _, _ in
        Response(
            status: .ok,
            body: .init { writer in
                do {
                    while true { try await writer.write(ByteBuffer(repeating: 1, count: 65_536)) }
                } catch {
                    events.note("write failed")
                    throw error
                }
            })
    }
}
