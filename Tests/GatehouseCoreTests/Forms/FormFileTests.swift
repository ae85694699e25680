import GatewayInterface
import HTTPTypes
import Synchronization
import Testing

@testable import GatehouseCore

@Suite("Files of a form")
struct FormFileTests {
    private let notices: Form<NoticeFields>
    private let typed = [("title", "Tea & <cake>"), ("kind", "offer")]
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    init() throws {
        notices = try Form(NoticeFields())
    }

    private func picture(_ bytes: [UInt8], name: String = "tea.png") -> [UInt8] {
        Multipart.part("picture", bytes, fileName: name, more: "Content-Type: image/png\r\n")
    }

    @Test("A file within the limit is a value, with the type of its content")
    func fileIsValue() async throws {
        let bytes = Self.png + Array(repeating: 7, count: 992)
        let values = try #require(
            try await notices.values(typed, files: picture(bytes, name: "../a/b.png"), as: .multipart))
        #expect(values.picture?.bytes == bytes)
        #expect(values.picture?.detectedType == "image/png")
        #expect(values.picture?.fileName == "___a_b.png")
    }

    @Test("An input without a chosen file has no value")
    func emptyPartIsNoFile() async throws {
        #expect(try await notices.values(typed, files: picture([], name: ""), as: .multipart)?.picture == nil)
        let required = try Form(OneField(field: .file("picture", label: "P", maximumBytes: 10)))
        #expect(
            try await required.invalid(files: picture([], name: ""), as: .multipart)?.messages == [
                "picture": "Choose a file."
            ])
        #expect(try await required.values(files: picture([], name: "empty"), as: .multipart)?.field.bytes == [])
    }

    @Test(
        "A file above its limit loses no other field, and the error names the file and the limit",
        arguments: [1001, 300_000])
    func largeFileKeepsFields(size: Int) async throws {
        let file = picture(Array(repeating: 1, count: size), name: "<b>\"big\".png")
        for (before, after) in [([], typed), (typed, [])] {
            let body = before.flatMap { Multipart.part($0.0, Array($0.1.utf8)) } + file
            let form = try #require(try await notices.invalid(after, files: body, as: .multipart))
            #expect(form.status == .contentTooLarge)
            #expect(
                form.messages == [
                    "picture": "The file “_b__big_.png” is larger than 1 kB. Choose a smaller one."
                ])
            #expect(form.inputs.allSatisfy { $0.file == nil })
            #expect(form.html.contains("value=\"Tea &amp; &lt;cake&gt;\""))
        }
    }

    @Test("A file of another type, whatever it claims, is an error that names the file and the types")
    func otherTypeIsError() async throws {
        let script = Array("<svg onload=alert(1)>".utf8)
        let form = try #require(try await notices.invalid(typed, files: picture(script), as: .multipart))
        #expect(form.status == .unprocessableContent)
        #expect(form.messages == ["picture": "The file “tea.png” is not one of these types: PNG, JPEG."])
        #expect(form.html.contains("value=\"Tea &amp; &lt;cake&gt;\""))
    }

    @Test("A good file must be chosen again after another error, and the page says so")
    func goodFileMustBeChosenAgain() async throws {
        let form = try #require(
            try await notices.invalid([("kind", "offer")], files: picture(Self.png), as: .multipart))
        #expect(form.messages == ["title": "Fill in this field."])
        #expect(form.html.contains("Choose the file “tea.png” again."))
    }

    @Test("Several files, a text for a file and a file for a text are errors of their fields")
    func wrongPartsAreErrors() async throws {
        let two = picture(Self.png) + picture(Self.png)
        #expect(
            try await notices.invalid(typed, files: two, as: .multipart)?.messages == [
                "picture": "Send this field once."
            ])
        #expect(
            try await notices.invalid(typed + [("picture", "x")], as: .multipart)?.messages == [
                "picture": "Send this field once."
            ])
        let text = Multipart.part("text", [0xFF], fileName: "a")
        #expect(
            try await notices.invalid(typed, files: text, as: .multipart)?.messages == [
                "text": "Send this field once."
            ])
    }

    @Test("A body above the limit of the form gives the page with 413, which names the limit")
    func largeBodyIs413() async throws {
        var form = notices
        form.bodyLimit = 5000
        let file = picture(Array(repeating: 1, count: 6000))
        let announced = try #require(try await form.invalid(typed, files: file, as: .multipart))
        #expect(announced.status == .contentTooLarge)
        #expect(announced.formErrors == [FormTexts().formTooLarge("5 kB")])
        // Without Content-Length, what came before is kept.
        let body = FormEncoding.multipart.body(typed).dropLast(Multipart.end.count) + file + Multipart.end
        let streamed = try await form.submitted(
            by: try request(
                .post, with: ["CONTENT_TYPE": FormEncoding.multipart.type],
                body: RequestBody(Streamed(Array(body)))))
        guard case .invalid(let page) = streamed else {
            Issue.record("valid")
            return
        }
        #expect(page.status == .contentTooLarge)
        #expect(page.html.contains("value=\"Tea &amp; &lt;cake&gt;\""))
        let plain = try #require(try await form.invalid([("text", String(repeating: "a", count: 5000))]))
        #expect(plain.status == .contentTooLarge)
    }

    @Test("The default limit accepts full texts, and files well above their limits")
    func defaultLimit() throws {
        #expect(notices.bodyLimit > 16_000_000)
        #expect(try Form(OneField(field: .text("t", label: "T", length: 0...1_000_000))).bodyLimit >= 12_000_000)
    }
}

/// A body of unknown length.
private final class Streamed: RequestBodySource {
    let length: Int? = nil
    let remaining: Int? = nil
    private let rest: Mutex<ArraySlice<UInt8>>

    init(_ bytes: [UInt8]) {
        rest = Mutex(bytes[...])
    }

    func abandon() {}

    func read(upTo limit: Int) async throws(RequestBodyError) -> [UInt8] {
        rest.withLock { rest in
            defer { rest = rest.dropFirst(min(limit, 100)) }
            return Array(rest.prefix(min(limit, 100)))
        }
    }
}
