internal import GatewayInterface

extension FormField where Value == Int {
    /// A whole number: ASCII digits, with "-" before them if it is negative.
    ///
    /// - Parameters:
    ///   - name: the name of the field.
    ///   - label: the label, as plain text.
    ///   - range: the least and the largest number.
    public static func integer(_ name: String, label: String, in range: ClosedRange<Int>) -> FormField {
        let (least, most) = ("\(range.lowerBound)", "\(range.upperBound)")
        let control = FieldControl.number(least: least, most: most, isWhole: true)
        let definition = FieldDefinition(name: name, label: label, control: control)
        return FormField(
            definition, write: { ["\($0)"] },
            read: { (input, texts) throws(FieldProblem) in
                let text = try input.required(texts)
                let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
                guard !digits.isEmpty, digits.allSatisfy(\.isASCIIDigit) else {
                    throw FieldProblem(texts.notWholeNumber)
                }
                // Digits that are not an `Int` are beyond every range.
                guard let number = Int(text), range.contains(number) else {
                    throw FieldProblem(texts.numberOutOfRange(least, most))
                }
                return number
            })
    }
}

extension FormField where Value == Double {
    /// A number, with "." before its fraction and with an exponent if needed: `1.5`, `-2e3`.
    ///
    /// - Parameters:
    ///   - name: the name of the field.
    ///   - label: the label, as plain text.
    ///   - range: the least and the largest number.
    public static func decimal(_ name: String, label: String, in range: ClosedRange<Double>) -> FormField {
        let (least, most) = ("\(range.lowerBound)", "\(range.upperBound)")
        let control = FieldControl.number(least: least, most: most, isWhole: false)
        let definition = FieldDefinition(name: name, label: label, control: control)
        return FormField(
            definition, write: { ["\($0)"] },
            read: { (input, texts) throws(FieldProblem) in
                let text = try input.required(texts)
                guard text.isNumberInHTML, let number = Double(text) else { throw FieldProblem(texts.notNumber) }
                guard number.isFinite, range.contains(number) else {
                    throw FieldProblem(texts.numberOutOfRange(least, most))
                }
                return number
            })
    }
}

extension FormField where Value == CivilDate {
    /// A date of the calendar, sent as `2026-12-24`.
    ///
    /// - Parameters:
    ///   - name: the name of the field.
    ///   - label: the label, as plain text.
    ///   - range: the first and the last date; defaults to all.
    public static func date(_ name: String, label: String, in range: ClosedRange<CivilDate>? = nil) -> FormField {
        let definition = FieldDefinition(name: name, label: label, control: .date(range))
        return FormField(
            definition, write: { ["\($0)"] },
            read: { (input, texts) throws(FieldProblem) in
                guard let date = CivilDate(try input.required(texts)) else { throw FieldProblem(texts.notDate) }
                if let range, !range.contains(date) {
                    throw FieldProblem(texts.dateOutOfRange(range.lowerBound, range.upperBound))
                }
                return date
            })
    }
}

extension FormField where Value == Bool {
    /// A box to check. A form without the field means `false`, because browsers send nothing for an unchecked box.
    ///
    /// - Parameters:
    ///   - name: the name of the field.
    ///   - label: the label, as plain text.
    ///   - mustBeChecked: whether an unchecked box is an error.
    public static func checkbox(_ name: String, label: String, mustBeChecked: Bool = false) -> FormField {
        let definition = FieldDefinition(name: name, label: label, control: .checkbox, isRequired: mustBeChecked)
        return FormField(
            definition, write: { $0 ? ["on"] : [] },
            read: { (input, texts) throws(FieldProblem) in
                let isChecked = input.text.hasSameBytes(as: "on")
                guard isChecked || input.text.isEmpty else { throw FieldProblem(texts.invalidChoice) }
                guard isChecked || !mustBeChecked else { throw FieldProblem(texts.notChecked) }
                return isChecked
            })
    }
}

extension FormField where Value == FormFile {
    /// A file, which is held in memory. For larger files use `request.multipart(to:)`, which writes them to the disk.
    ///
    /// A file above the limit, or of another type, is an error of this field, and the other fields keep what the person
    /// typed.
    ///
    /// - Parameters:
    ///   - name: the name of the field.
    ///   - label: the label, as plain text.
    ///   - maximumBytes: the largest size, at most 1 GB. A request can hold as much memory.
    ///   - types: the accepted types, by the first bytes of the file; defaults to all.
    public static func file(
        _ name: String, label: String, maximumBytes: Int, accepting types: [FileType] = []
    ) -> FormField {
        let control = FieldControl.file(maximumBytes: maximumBytes, types)
        let definition = FieldDefinition(name: name, label: label, control: control)
        return FormField(
            definition, write: { _ in [] },
            read: { (input, texts) throws(FieldProblem) in
                guard let file = input.file else { throw FieldProblem(texts.missingFile) }
                guard types.isEmpty || types.contains(where: { $0.mediaType == file.detectedType }) else {
                    throw FieldProblem(texts.fileTypeRefused(file.fileName, types.map(\.name)))
                }
                return file
            })
    }
}

extension String {
    /// Whether an element for numbers shows the text: a valid floating-point number (HTML, section 2.3.4.3).
    var isNumberInHTML: Bool {
        var rest = utf8[...]
        func digits() -> Int {
            let count = rest.prefix(while: \.isASCIIDigit).count
            rest = rest.dropFirst(count)
            return count
        }
        func skip(_ characters: String) -> Bool {
            guard let first = rest.first, characters.utf8.contains(first) else { return false }
            rest.removeFirst()
            return true
        }
        _ = skip("-")
        let whole = digits()
        guard skip(".") ? digits() > 0 : whole > 0 else { return false }
        guard skip("eE") else { return rest.isEmpty }
        _ = skip("+-")
        return digits() > 0 && rest.isEmpty
    }
}

extension FieldInput {
    /// The text without spaces at its ends.
    fileprivate func required(_ texts: FormTexts) throws(FieldProblem) -> String {
        let text = text.trimmed
        guard !text.isEmpty else { throw FieldProblem(texts.missing) }
        return text
    }
}
