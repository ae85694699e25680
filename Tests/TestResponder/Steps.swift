import FastCGI
import Foundation
import GatewayInterface

/// Runs the steps that a client's header field lists, and logs the result of each on standard error. Ignores what a
/// step throws, as a careless handler would.
///
/// - Parameter steps: separated by ";": `length`, `collect LIMIT`, `read LIMIT`, `pieces`, `environment NAME`,
///   `respond CODE TEXT`, `file CODE PATH OFFSET LENGTH`, `authorize`, `status NUMBER`, `start CODE [LENGTH or TYPE]`,
///   `write TEXT`, `fill COUNT`, `flush`, `finish`, `wait`, `throw TEXT`, `variables PREFIX`, `leave TEXT` (background
///   work logs the text), `print TEXT`, `put TEXT` past the buffer of the C library, `child TEXT` by a program that
///   inherits standard output.
func take(_ steps: String, _ request: Request, _ response: consuming ResponseWriter) async throws {
    var response: ResponseWriter? = response
    var body: ResponseBodyWriter?
    for step in steps.split(separator: ";") {
        let words = step.split(separator: " ", maxSplits: 4).map(String.init)
        func number(_ index: Int) -> Int? { index < words.count ? Int(words[index]) : nil }
        var status: HTTPResponse.Status { HTTPResponse.Status(code: number(1) ?? 200) }
        let text = words.dropFirst().joined(separator: " ")
        do {
            switch words[0] {
            case "length":
                tell("\(step): \(request.body.length.map(String.init) ?? "none")")
                continue
            case "pieces":
                var pieces: [Int] = []
                for try await piece in request.body { pieces.append(piece.count) }
                tell("\(step): \(pieces.reduce(0, +)) bytes, at most \(pieces.max() ?? 0)")
                continue
            case "environment":
                tell("\(step): \(ProcessInfo.processInfo.environment[text] ?? "none")")
                continue
            case "variables":
                let variables = ProcessEnvironment.variables(beginningWith: text)
                    .map { String(decoding: $0.name, as: UTF8.self) + "|" + String(decoding: $0.value, as: UTF8.self) }
                tell("\(step): \(variables.sorted().joined(separator: ", "))")
                continue
            case "print":
                print(text)
                continue
            case "put":
                try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
                continue
            case "child":
                let child = Process()
                child.executableURL = URL(fileURLWithPath: "/bin/echo")
                child.arguments = [text]
                try child.run()
                child.waitUntilExit()
                continue
            case "leave":
                let work = BackgroundWork(limit: .seconds(60), slot: Nowhere(), report: { _ in }, work: { tell(text) })
                response?.leave([work])
            case "authorize":
                try response.take()?.authorize()
            case "status":
                // Of the started response, or else of the next one.
                if body != nil { body?.setApplicationStatus(UInt32(text) ?? 0) }
                response?.setApplicationStatus(UInt32(text) ?? 0)
            case "collect":
                tell("\(step): \(try await request.body.collect(upTo: number(1) ?? 0).count) bytes")
                continue
            case "read":
                var iterator = request.body.limited(to: number(1) ?? 0).makeAsyncIterator()
                tell("\(step): \(try await iterator.next()?.count ?? 0) bytes")
                continue
            case "respond":
                try response.take()?.finish(HTTPResponse(status: status), body: Array(words.dropFirst(2).joined().utf8))
            case "file":
                let file = try ResponseFile(path: words[2], offset: number(3) ?? 0, length: number(4))
                try response.take()?.finish(HTTPResponse(status: status), file: file)
            case "start":
                var fields: HTTPFields = number(2).map { [.contentLength: String($0)] } ?? [:]
                if words.count > 2, number(2) == nil { fields[.contentType] = words[2] }
                body = try response.take()?.start(HTTPResponse(status: status, headerFields: fields))
            case "write":
                try body?.write(Array(text.utf8))
            case "fill":
                try body?.write(Array(repeating: UInt8(ascii: "x"), count: number(1) ?? 0))
            case "flush":
                try body?.flush()
            case "finish":
                try body.take()?.finish()
            case "wait":
                try? await Task.sleep(for: .seconds(3600))
            default:
                throw Thrown(description: text)
            }
            tell("\(step): done")
        } catch let error as Thrown {
            throw error
        } catch let error as FastCGIError {
            let codes: [FastCGIError.Code: String] = [
                .invalidResponse: "invalidResponse", .clientGone: "clientGone", .requestOver: "requestOver",
            ]
            let code = codes[error.code] ?? "?"
            tell("\(step): \(code): \(error)")
        } catch {
            tell("\(step): \(error)")
        }
    }
}

private final class Nowhere: BackgroundWorkSlot {
    func release() {}
}

private struct Thrown: Error, CustomStringConvertible {
    let description: String
}

private func tell(_ text: String) {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
}
