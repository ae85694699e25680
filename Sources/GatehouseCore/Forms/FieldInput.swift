internal import GatewayInterface

/// What a client sent for a field, within the field's limits.
struct FieldInput: Sendable {
    /// Why the field cannot have a value.
    enum Fault: Sendable {
        /// It occurs too often, or as a file that should be a text, or the reverse.
        case repeated
        case textTooLong
        case fileTooLarge(name: String)

        func message(for field: FieldDefinition, _ texts: FormTexts) -> String {
            switch (self, field.control) {
            case (.textTooLong, .text(_, let longest, _)): texts.tooLong(longest)
            case (.textTooLong, .menu), (.textTooLong, .radios), (.textTooLong, .checkboxes): texts.invalidChoice
            case (.textTooLong, _): texts.tooLong(field.textBytes)
            case (.fileTooLarge(let name), _): texts.fileTooLarge(name, texts.size(field.control.fileBytes ?? 0))
            case (.repeated, _): texts.repeated
            }
        }
    }

    /// The texts, as they are shown again. Line ends are LF.
    private(set) var texts: [String] = []
    var file: FormFile?
    var fault: Fault?

    init(_ texts: [String] = []) {
        self.texts = texts
    }

    /// The first text; empty if there is none.
    var text: String { texts.first ?? "" }

    /// Whether the client sent nothing for the field.
    var isEmpty: Bool { file == nil && texts.allSatisfy { $0.unicodeScalars.allSatisfy(\.properties.isWhitespace) } }

    /// Whether another text or file fits. If not, the field is faulty.
    mutating func hasRoom(for control: FieldControl, isFile: Bool) -> Bool {
        let hasRoom = texts.count < control.valueCount && file == nil && fault == nil
        guard hasRoom, isFile == (control.fileBytes != nil) else {
            fault = fault ?? .repeated
            return false
        }
        return true
    }

    /// Adds a text.
    ///
    /// - Parameter isCut: whether more than the first bytes of the text arrived.
    mutating func add(_ text: String, isCut: Bool) {
        if isCut { fault = .textTooLong }
        texts.append(text.utf8.contains(0x0D) ? Self.withPlainLineEnds(text) : text)
    }

    /// Browsers send each line end as CR LF (HTML, section 4.10.21.8).
    private static func withPlainLineEnds(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte != 0x0A || previous != 0x0D { bytes.append(byte == 0x0D ? 0x0A : byte) }
            previous = byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text of bytes of which the last character may be cut.
    static func text(ofCut bytes: ArraySlice<UInt8>) throws(ClientTextError) -> String {
        // A character has up to 4 bytes, so up to 3 can be left of it.
        for dropped in 0..<3 {
            do throws(ClientTextError) {
                return try ClientText.string(bytes.dropLast(dropped))
            } catch {
                if error != .notUTF8 { throw error }
            }
        }
        return try ClientText.string(bytes.dropLast(3))
    }
}
