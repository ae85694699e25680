import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@Suite("A person fills in a form of the library")
struct FormBrowserTests {
    private struct NoticeFields: FormFields {
        enum Kind: String, CaseIterable { case offer, search }

        let title = FormField.text("title", label: "Title", length: 1...20)
        let kind = FormField.choice("kind", label: "Kind", of: Kind.allCases) { $0 == .offer ? "Offer" : "Search" }
        let room = FormField.choice("room", label: "Room", of: [(1, "Hall"), (2, "Attic")], style: .list)
        let isPinned = FormField.checkbox("pinned", label: "Keep at the top")
        let picture = FormField.file("picture", label: "Picture", maximumBytes: 100, accepting: [.png]).optional()
        let version = FormField.hidden("version")
    }

    private static func gate(pictures: UploadDirectory? = nil) throws -> Gate {
        let notices = try Form(NoticeFields())
        let last = Mutex("nothing")
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in Page("Notices", "<p>\(last.withLock { $0 })</p>") }
        gate.get("/new", allow: .everyone) { request in
            var form = notices.blank
            form.set(\.version, to: "7")
            form.set(\.room, to: 1)
            return try form.page(for: request) { Page("New", $0.html(button: "Publish")) }
        }
        gate.post("/new", allow: .everyone) { request in
            switch try await notices.submitted(by: request) {
            case .invalid(let form): return try form.page(for: request) { Page("New", $0.html(button: "Publish")) }
            case .valid(let values):
                let text = "\(values.title) \(values.kind) \(values.room) \(values.isPinned) \(values.version) "
                last.withLock { $0 = text + "\(values.picture?.bytes.count ?? 0)" }
                if let pictures { try values.picture?.store(in: pictures, as: "1") }
                return Redirect(to: "/")
            }
        }
        return gate
    }

    @Test("Errors come back with everything that was entered, and the corrected form is accepted")
    func errorsAreCorrected() async throws {
        let browser = Browser(try InMemoryClient(try Self.gate()))
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        let large = png + Array(repeating: 0, count: 200_000)
        try await browser.visit("/new")
        let again = try await browser.submit([
            "Title": "<i>Tea</i>", "Kind": "Search", "Attic": true, "Keep at the top": true,
            "Picture (optional)": .file("tea.png", "image/png", large),
        ])
        #expect(again.response.status == .contentTooLarge)
        #expect(again.text.contains("The file “tea.png” is larger than 100 bytes."))
        let page = try await browser.submit(["Picture (optional)": .file("tea.png", "image/png", png)])
        #expect(page.redirects.count == 1)
        #expect(page.text.contains("<i>Tea</i> search 2 true 7 8"))
    }

    @Test("A file of a form is stored under the name of the program, and never replaces another")
    func fileIsStored() async throws {
        let parent = try TemporaryDirectory()
        let path = parent.path("pictures")
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let gate = try Self.gate(pictures: UploadDirectory(path))
        let browser = Browser(try InMemoryClient(gate))
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        for (byte, status) in [(1, 200), (2, 500)] {
            try await browser.visit("/new")
            let page = try await browser.submit([
                "Title": "Tea", "Kind": "Offer", "Picture (optional)": .file("../a", "image/png", png + [UInt8(byte)]),
            ])
            #expect(page.response.status.code == status)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["1"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path + "/1")) == Data(png + [1]))
    }
}
