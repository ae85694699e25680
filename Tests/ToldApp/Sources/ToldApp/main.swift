import Gatehouse
import GatehouseConfiguration
import Glibc

// For tests of web servers: a gate that sends the response that the client's header field describes, if the library
// allows it, and streams that wait before their second piece.

/// The path of a FIFO. A stream continues when the FIFO has been opened for writing and closed.
let (configuration, fifo) = Settings.load(nil, Setting.path("FIFO", default: "/nowhere/fifo"))

var gate = Gate()
gate.configuration = configuration

/// The response in X-Response, in hexadecimal: header lines as a handwritten program sends them, and a body.
func told(_ request: Request) -> Response {
    let text = bytes(request.headers[HTTPField.Name("X-Response") ?? .accept] ?? "")
    let blankLine = Array("\r\n\r\n".utf8)
    let end = text.indices.first { text[$0...].starts(with: blankLine) } ?? text.count
    var response = Response(status: .ok, body: .bytes(Array(text.dropFirst(end + blankLine.count))))
    for line in text[..<end].split(separator: UInt8(ascii: "\n")) where line.contains(UInt8(ascii: ":")) {
        let parts = String(decoding: line, as: UTF8.self).split(separator: ":", maxSplits: 1)
        let value = (parts.count == 2 ? String(parts[1]) : "").trimmed
        if parts.first == "Status", response.status == .ok, let code = Int(value.prefix { $0 != " " }),
            (0...999).contains(code)
        {
            response.status = HTTPResponse.Status(code: code)
        } else if let name = parts.first.flatMap({ HTTPField.Name(String($0)) }) {
            response.headers[name] = value
        }
    }
    return response
}

func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
}

extension String {
    var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}

/// Waits until the FIFO has been opened for writing and closed. The writer's open(2) returns only when this waits.
func wait() {
    let descriptor = open(fifo, O_RDONLY)
    guard descriptor >= 0 else { return }
    var byte: UInt8 = 0
    _ = read(descriptor, &byte, 1)
    close(descriptor)
}

for path in ["/", "/guests/{name}", "/nowhere.txt", "/x.shtml"] {
    gate.get(path, allow: .everyone) { request in told(request) }
    gate.post(path, allow: .everyone) { request in told(request) }
}
gate.get("/stream", allow: .everyone) { _ in
    Response(
        status: .ok,
        headers: [.contentType: "text/plain"],
        body: .stream { writer in
            try writer.write("first\n")
            try writer.flush()
            wait()
            try writer.write("second\n")
        }
    )
}
gate.get("/events", allow: .everyone) { _ in
    ServerSentEvents { events in
        try events.send("first")
        wait()
        try events.send("second")
    }
}
await gate.serve()
