import GatewayInterface
import HTTPTypes

@testable import GatehouseCore

/// A form with a field of each type.
struct NoticeFields: FormFields {
    enum Kind: String, CaseIterable {
        case offer, search
        case event = "e<v>ent"
    }

    let title = FormField.text("title", label: "Title", length: 1...20).checked("Do not shout.") { $0 != "HELP" }
    let text = FormField.text("text", label: "Text", length: 0...100, lines: 10).hint("Plain text.")
    let mail = FormField.text("mail", label: "Mail", length: 0...60, kind: .email).autocomplete("email").optional()
    let seats = FormField.integer("seats", label: "Seats", in: 1...12).optional()
    let price = FormField.decimal("price", label: "Price", in: 0...1000).optional()
    let until = FormField.date("until", label: "Until").optional()
    let kind = FormField.choice("kind", label: "Kind", of: Kind.allCases) { "The \($0)" }
    let room = FormField.choice("room", label: "Room", of: [(1, "Hall"), (2, "Attic")], style: .list).optional()
    let tags = FormField.choices("tags", label: "Tags", of: [("a", "A"), ("b", "B"), ("c", "C")], count: 0...2)
    let isPinned = FormField.checkbox("pinned", label: "Keep at the top")
    let picture = FormField.file("picture", label: "Picture", maximumBytes: 1000, accepting: [.png, .jpeg]).optional()
    let version = FormField.hidden("version", maximumBytes: 20).optional()

    func check(_ values: FormValues<Self>, _ form: inout FilledForm<Self>) {
        if values.kind == .event, values.until == nil { form.reject(\.until, "An event needs a date.") }
        if values.title == values.text { form.reject("Title and text are the same.") }
    }
}

/// A form from closures, for tests of one field.
struct OneField<Value: Sendable>: FormFields {
    let field: FormField<Value>
}

/// How a client encodes a form.
enum FormEncoding: CaseIterable {
    case urlencoded, multipart

    var type: String { self == .urlencoded ? "application/x-www-form-urlencoded" : Self.multipartType }

    private static let multipartType = "multipart/form-data; boundary=\(Multipart.boundary)"

    func body(_ fields: [(String, String)]) -> [UInt8] {
        switch self {
        case .urlencoded:
            Array(
                fields.map { PathText.queryValue($0.0) + "=" + PathText.queryValue($0.1) }.joined(separator: "&").utf8)
        case .multipart:
            fields.flatMap { Multipart.part($0.0, Array($0.1.utf8)) } + Multipart.end
        }
    }
}

extension Form {
    /// The form that a client sent.
    func submitted(
        _ fields: [(String, String)] = [], files: [UInt8] = [], as encoding: FormEncoding = .urlencoded
    ) async throws -> FormSubmission<Fields> {
        let body = files + encoding.body(fields)
        return try await submitted(
            by: try request(.post, with: ["CONTENT_TYPE": encoding.type], body: RequestBody(body)))
    }

    /// The form as a page shows it, if it has errors.
    func invalid(
        _ fields: [(String, String)] = [], files: [UInt8] = [], as encoding: FormEncoding = .urlencoded
    ) async throws -> FilledForm<Fields>? {
        if case .invalid(let form) = try await submitted(fields, files: files, as: encoding) { form } else { nil }
    }

    /// The values, if the form has no errors.
    func values(
        _ fields: [(String, String)] = [], files: [UInt8] = [], as encoding: FormEncoding = .urlencoded
    ) async throws -> FormValues<Fields>? {
        if case .valid(let values) = try await submitted(fields, files: files, as: encoding) { values } else { nil }
    }
}

extension FilledForm {
    /// The errors of the fields, by their names.
    var messages: [String: String] {
        Dictionary(
            uniqueKeysWithValues: zip(form.entries, errors).compactMap { entry, error in
                error.map { (entry.definition.name, $0) }
            })
    }

    /// The whole form.
    var html: String { FormView(self, token: nil).html(button: "Save").text }
}
