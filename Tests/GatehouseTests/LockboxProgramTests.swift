import FastCGIClient
import Foundation
import Gatehouse
import GatehouseConfiguration
import GatehouseTesting
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI
@testable import LockboxApp

/// The example application as a program under realistic conditions.
@Suite("Lockbox as a program", .timeLimit(.minutes(5)))
final class LockboxProgramTests {
    private let app = Products.program("Lockbox")
    private let directory: TemporaryDirectory
    private let boxes: String
    private let shown: String

    init() throws {
        directory = try TemporaryDirectory()
        shown = directory.path("public")
        try FileManager.default.createDirectory(atPath: shown, withIntermediateDirectories: false)
        boxes = directory.path("boxes")
        try FileManager.default.createDirectory(
            atPath: boxes, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    private func program(_ settings: [String: String] = [:]) throws -> Listening {
        let environment = [
            "GATEHOUSE_APP_BOXES": boxes, "GATEHOUSE_APP_KEYS": "ada:LMWL6nUe0yQb8cVbz3vt", "GATEHOUSE_WORKERS": "2",
            "GATEHOUSE_APP_PUBLIC_DIRECTORY": shown,
        ]
        return try Listening(app, directory.path("s"), environment: environment.merging(settings) { $1 })
    }

    private func request(_ program: Listening, _ target: String, method: String = "GET") -> ClientRequest {
        var request = program.request(target, method: method)
        let key = Data("ada:LMWL6nUe0yQb8cVbz3vt".utf8).base64EncodedString()
        request.parameters.append((name: "HTTP_AUTHORIZATION", value: "Basic \(key)"))
        return request
    }

    private func upload(_ program: Listening, _ content: [UInt8]) -> ClientRequest {
        var request = request(program, "/", method: "POST")
        let head = "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.mp4\"\r\n\r\n"
        request.body = Array(head.utf8) + content + Array("\r\n--b--\r\n".utf8)
        request.parameters += [
            (name: "CONTENT_LENGTH", value: "\(request.body.count)"),
            (name: "CONTENT_TYPE", value: "multipart/form-data; boundary=b"),
        ]
        return request
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: boxes + "/ada")
    }

    @Test("A file that is deleted while it is sent arrives complete, and is missing afterwards")
    func deletedFileIsSentCompletely() throws {
        let program = try program()
        let name = StoredName(Label("film.mp4")).text
        let path = "\(boxes)/ada/\(name)"
        let bytes = (0..<16).flatMap { [UInt8](repeating: $0, count: 1 << 20) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        var receiving = try ClientConnection(to: program.address)
        try receiving.send(request(program, "/files/ada/\(name)").bytes())
        // More than all buffers hold: the program is still sending.
        var received: [UInt8] = []
        while received.isEmpty {
            let record = try #require(try receiving.receive())
            if record.kind == .standardOutput { received = record.content }
        }
        var deleting = try ClientConnection(to: program.address)
        let deleted = try deleting.exchange(request(program, "/files/ada/\(name)/delete", method: "POST")).head()
        #expect(deleted.status == .seeOther)
        #expect(try files().isEmpty)
        received += try receiving.receiveResponse().output
        let response = try GatewayResponse(received)
        #expect(response.status == .ok)
        #expect(response.body == bytes)
        var again = try ClientConnection(to: program.address)
        #expect(try again.exchange(request(program, "/files/ada/\(name)")).head().status == .notFound)
    }

    @Test(
        "kill -9 during an upload leaves no file, and the program restarts with its files"
    )
    func killedUploadLeavesNothing() throws {
        var program = try program()
        var whole = try ClientConnection(to: program.address)
        #expect(try whole.exchange(upload(program, [1, 2, 3])).head().status == .seeOther)
        let kept = try files()
        #expect(kept.count == 1)
        let connection = try ClientConnection(to: program.address)
        let content = [UInt8](repeating: 0x61, count: 300_000)
        try connection.send(upload(program, content).records().dropLast(3).flatMap(\.bytes))
        // The program has written a part of it, to a file without a name.
        let descriptors = "/proc/\(program.program.id)/fd"
        let end = ContinuousClock.now + .hang
        while ContinuousClock.now < end {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: descriptors)) ?? []
            let paths = names.compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "\(descriptors)/\($0)")
            }
            if paths.contains(where: { $0.hasPrefix(boxes) && $0.hasSuffix(" (deleted)") }) { break }
            usleep(2000)
        }
        try #require(ContinuousClock.now < end)
        program.program.signal(SIGKILL)
        #expect(program.program.end().status == -SIGKILL)
        #expect(try files() == kept)
        try FileManager.default.removeItem(atPath: directory.path("s"))
        program = try self.program()
        var list = try ClientConnection(to: program.address)
        let text = String(decoding: try list.exchange(request(program, "/files.json")).head().body, as: UTF8.self)
        #expect(text.contains("\"name\":\"a.mp4\""))
    }

    @Test("Missing, weak or public settings keep the program closed, and no key is printed")
    func invalidSettingsKeepItClosed() throws {
        func errors(_ settings: [String: String]) throws -> String {
            let program = try Program(app, ["--listen", directory.path("s")], environment: settings)
            let end = program.end()
            #expect(end.status == 78)
            #expect(!FileManager.default.fileExists(atPath: directory.path("s")))
            return end.errors
        }
        let none = try errors([:])
        #expect(none.contains("GATEHOUSE_APP_BOXES is not set"))
        #expect(none.contains("GATEHOUSE_APP_KEYS is not set"))
        let weak = try errors(["GATEHOUSE_APP_BOXES": boxes, "GATEHOUSE_APP_KEYS": "ada:hunter2hunter3hunter2hunter3"])
        #expect(
            weak.contains(
                "GATEHOUSE_APP_KEYS: entry 1: the secret repeats a shorter text; create one with: openssl rand"))
        #expect(!weak.contains("hunter"))
        let keys = "ada:LMWL6nUe0yQb8cVbz3vt"
        // The example settings are refused only for the keys in them.
        let file = Products.root.appendingPathComponent("Examples/Lockbox/lockbox.conf.example")
        var example: [String: String] = [:]
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            guard let match = line.wholeMatch(of: /#?(GATEHOUSE_\w+)=(.*)/) else { continue }
            example[String(match.1)] = String(match.2)
        }
        #expect(example.count == 9)
        example["GATEHOUSE_APP_BOXES"] = boxes
        example["GATEHOUSE_APP_PUBLIC_DIRECTORY"] = shown
        let copied = try errors(example)
        #expect(copied.contains("GATEHOUSE_APP_KEYS: entry 1: ") && !copied.contains("change"))
        #expect(copied.split(separator: "\n").count == 2)
        example["GATEHOUSE_APP_KEYS"] = keys
        let routes = try Program(app, ["--routes"], environment: example).end()
        #expect(routes.status == 0)
        #expect(String(decoding: routes.output, as: UTF8.self).contains("/health"))
        for place in [boxes + "/none", boxes] {
            // In the second run the public directory is missing.
            let missing = try errors([
                "GATEHOUSE_APP_BOXES": place, "GATEHOUSE_APP_KEYS": keys,
                "GATEHOUSE_APP_PUBLIC_DIRECTORY": place == boxes ? shown + "/none" : shown,
            ])
            #expect(missing.contains("the boxes cannot be opened") && missing.contains("/none"), "\(missing)")
            #expect(!missing.contains("LMWL"))
        }
    }

    /// cPanel makes ~/www a link to ~/public_html.
    @Test("Boxes in the public directory are refused, by every path that leads to it")
    func publicBoxesAreRefused() throws {
        let manager = FileManager.default
        let inside = shown + "/below"
        try manager.createDirectory(atPath: inside, withIntermediateDirectories: false)
        for path in [shown, inside] { try manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path) }
        let link = directory.path("www")
        try manager.createSymbolicLink(atPath: link, withDestinationPath: shown)
        let slashes = shown.replacing("/public", with: "//public")
        for (place, shown) in [
            (inside, shown), (inside, link), (link + "/below", shown), (slashes + "/below", shown), (inside, slashes),
            (shown, link), (shown, slashes + "//"), (shown, shown + "/."),
        ] {
            let end = try Program(
                app, ["--listen", directory.path("s")],
                environment: [
                    "GATEHOUSE_APP_BOXES": place, "GATEHOUSE_APP_KEYS": "ada:LMWL6nUe0yQb8cVbz3vt",
                    "GATEHOUSE_APP_PUBLIC_DIRECTORY": shown,
                ]
            ).end()
            #expect(end.status == 78, "\(place) in \(shown)")
            #expect(end.errors.contains("lies in a directory that the web server serves"), "\(end.errors)")
        }
        #expect(try manager.contentsOfDirectory(atPath: inside).isEmpty)
    }

    @Test("The command boxes lists the owners of boxes on standard output")
    func boxesCommandListsOwners() throws {
        let end = try Program(
            app, ["boxes"],
            environment: [
                "GATEHOUSE_APP_BOXES": boxes, "GATEHOUSE_APP_KEYS": "ada:LMWL6nUe0yQb8cVbz3vt",
                "GATEHOUSE_APP_PUBLIC_DIRECTORY": shown,
            ]
        ).end()
        #expect(end.status == 0, "\(end.errors)")
        #expect(String(decoding: end.output, as: UTF8.self) == "ada: 0 files, 0 bytes\n")
    }

    #if DEBUG
        @Test(
            "A full disk keeps nothing and is reported, and the next upload works",
            arguments: [("write", 2), ("write", 3), ("linkat", 1), ("linkat", 2)])
        func fullDiskKeepsNothing(operation: String, call: Int) async throws {
            let settings = LockboxSettings(
                configuration: GateConfiguration(), directory: boxes, publicDirectory: shown,
                keys: ["ada": Secret("LMWL6nUe0yQb8cVbz3vt")],
                limits: BoxLimits(files: 10, bytes: 1 << 30, uploadBytes: 1 << 20))
            let driver = SystemCallDriver()
            var gate = Lockbox.gate(settings, try Boxes(settings))
            gate.middleware("a disk that becomes full") { request, next in
                driver.install()
                let isFull = request.headers[.accept] == "full"
                driver.arm(
                    isFull ? SystemCallDriver.Fault(call: call, number: ENOSPC) { call, _ in call == operation } : nil)
                return try await next()
            }
            func upload(_ accept: String) -> TestRequest {
                var body = ""
                for name in ["a", "b"] {
                    body += "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\(name)\"\r\n\r\n"
                    body += String(repeating: name, count: 200_000) + "\r\n"
                }
                return TestRequest(
                    .post, "/", as: .basic("ada", "LMWL6nUe0yQb8cVbz3vt"),
                    headers: [.contentType: "multipart/form-data; boundary=b", .accept: accept],
                    body: Array((body + "--b--\r\n").utf8))
            }
            let responses = try await LiveClient.serving(gate) { client in
                let refused = try await client.send(upload("full"))
                #expect(try files().isEmpty)
                return [refused, try await client.send(upload("room"))]
            }
            #expect(responses[0].status.code == 507)
            #expect(responses[0].text.contains("The disk is full. No file was saved."))
            #expect(responses[1].status == .seeOther)
            #expect(try files().count == 2)
        }
    #endif
}
