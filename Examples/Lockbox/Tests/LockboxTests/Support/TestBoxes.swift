import Foundation
import Gatehouse
import GatehouseConfiguration
import GatehouseTesting

@testable import LockboxApp

/// Boxes of two people, in a directory that is deleted with this value.
struct TestBoxes: ~Copyable {
    static let ada = TestIdentity.basic("ada", "LMWL6nUe0yQb8cVbz3vt")
    static let grace = TestIdentity.basic("grace", "s7V2xkqzJ4mN1pQ9rT5w")

    let directory: URL
    let gate: Gate

    init(
        _ limits: BoxLimits = BoxLimits(files: 10_000, bytes: 1 << 30, uploadBytes: 1 << 20), monitors: [String] = []
    ) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let settings = LockboxSettings(
            configuration: GateConfiguration(),
            directory: directory.path,
            publicDirectory: "/usr",
            keys: ["ada": Secret("LMWL6nUe0yQb8cVbz3vt"), "grace": Secret("s7V2xkqzJ4mN1pQ9rT5w")],
            limits: limits,
            monitors: monitors
        )
        gate = Lockbox.gate(settings, try Boxes(settings))
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    /// The names in the directory of an owner.
    func names(_ owner: String = "ada") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.appendingPathComponent(owner).path).sorted()
    }

    /// Writes a file into a box as an upload would.
    func put(_ label: String, _ content: String = "content", owner: String = "ada") throws {
        let name = StoredName(Label(label)).text
        try Data(content.utf8).write(to: directory.appendingPathComponent("\(owner)/\(name)"))
    }
}

/// Files to upload.
struct Upload {
    var files: [(name: String, content: String)]

    init(_ files: (name: String, content: String)...) {
        self.files = files
    }

    /// The request that a browser sends for the upload.
    func request(as identity: TestIdentity = TestBoxes.ada) -> TestRequest {
        var body = ""
        for (name, content) in files {
            // Escaped as browsers do it (HTML, section 4.10.21.8).
            let name = name.replacing("\"", with: "%22").replacing("\n", with: "%0A").replacing("\r", with: "%0D")
            body += "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\(name)\"\r\n"
            body += "Content-Type: application/octet-stream\r\n\r\n\(content)\r\n"
        }
        return TestRequest(
            .post, "/", as: identity, headers: [.contentType: "multipart/form-data; boundary=b"],
            body: Array((body + "--b--\r\n").utf8))
    }
}

/// A file as `/files.json` lists it.
struct Listed: Decodable, Equatable {
    let name: String
    let bytes: Int
    let url: String
}

extension TestClient {
    func list(as identity: TestIdentity = TestBoxes.ada) async throws -> [Listed] {
        try JSONDecoder().decode([Listed].self, from: Data(await get("/files.json", as: identity).body))
    }
}
