/// All texts that forms show to people, in plain words. Replace them for another language:
///
/// ```swift
/// german.forms.missing = "Bitte ausfüllen."
/// german.forms.tooLong = { "Höchstens \($0) Zeichen." }
/// gate.languages([Texts("en"), german])
/// ```
public struct FormTexts: TextPart {
    /// The heading of the list of errors.
    public var summary = "Correct the following, and send the form again:"
    /// The mark after the label of a field that can stay empty.
    public var optionalMark = " (optional)"
    /// The first line of a menu without a choice.
    public var menuPrompt = "Choose…"

    /// The error for an empty field.
    public var missing = "Fill in this field."
    /// The error for a menu or a list without a choice.
    public var missingChoice = "Choose one."
    /// The error for a box that must be checked.
    public var notChecked = "Check this box to continue."
    /// The error for a field without a file.
    public var missingFile = "Choose a file."

    /// The error for a text that is too short. The argument is the least number of characters.
    public var tooShort: @Sendable (Int) -> String = { "Use at least \($0) characters." }
    /// The error for a text that is too long. The argument is the largest number of characters.
    public var tooLong: @Sendable (Int) -> String = { "Use at most \($0) characters." }
    /// The error for line breaks in a text of one line, and for control characters.
    public var invalidCharacters = "Remove the line breaks and control characters."
    /// The error for a text that is not a mail address.
    public var invalidEmail = "Enter a mail address, such as name@example.com."
    /// The error for a text that is not the address of a web page.
    public var invalidURL = "Enter a web address that begins with https:// or http://."

    /// The error for a text that is not a whole number.
    public var notWholeNumber = "Enter a whole number, in digits."
    /// The error for a text that is not a number.
    public var notNumber = "Enter a number, such as 1.5."
    /// The error for a text that is not a date.
    public var notDate = "Enter a date that exists, such as 2026-12-24."
    /// The error for a number outside its range.
    public var numberOutOfRange: @Sendable (_ least: String, _ most: String) -> String = { least, most in
        "Enter a number from \(least) to \(most)."
    }
    /// The error for a date outside its range.
    public var dateOutOfRange: @Sendable (_ first: CivilDate, _ last: CivilDate) -> String = { first, last in
        "Enter a date from \(first) to \(last)."
    }

    /// The error for a choice that the form does not offer.
    public var invalidChoice = "Choose one of the offered values."
    /// The error for too few or too many choices.
    public var choicesOutOfRange: @Sendable (_ least: Int, _ most: Int) -> String = { least, most in
        least == most ? "Choose \(least)." : "Choose from \(least) to \(most)."
    }
    /// The error for a field that was sent more than once, or in the wrong form.
    public var repeated = "Send this field once."

    /// The error for a file that is too large. The arguments are the name of the file and the limit.
    public var fileTooLarge: @Sendable (_ name: String, _ limit: String) -> String = { name, limit in
        "The file “\(name)” is larger than \(limit). Choose a smaller one."
    }
    /// The error for a file of another type. The arguments are the name of the file and the accepted types.
    public var fileTypeRefused: @Sendable (_ name: String, _ types: [String]) -> String = { name, types in
        "The file “\(name)” is not one of these types: \(types.joined(separator: ", "))."
    }
    /// The note beside a file without an error, when the form has other errors: browsers do not keep the file.
    public var chooseFileAgain: @Sendable (_ name: String) -> String = { "Choose the file “\($0)” again." }
    /// A number of bytes, as ``fileTooLarge`` and ``formTooLarge`` show it.
    public var size: @Sendable (_ bytes: Int) -> String = { bytes in
        for (unit, name) in [(1_000_000, "MB"), (1000, "kB")] where bytes >= unit {
            let tenths = bytes / (unit / 10)
            return tenths % 10 == 0 ? "\(tenths / 10) \(name)" : "\(tenths / 10).\(tenths % 10) \(name)"
        }
        return "\(bytes) bytes"
    }

    /// The error for a request above the limit of the form. The argument is the limit.
    public var formTooLarge: @Sendable (_ limit: String) -> String = { limit in
        "The form with its files is larger than \(limit). Nothing was saved. Fill it in again, with smaller files."
    }
    /// The error for a page that was open for too long, or belongs to another person.
    public var expired = "This page was open for too long. Send the form again."

    /// Creates the texts in English.
    public init() {}
}

extension Texts {
    /// The texts of forms.
    public var forms: FormTexts {
        get { self[FormTexts.self] }
        set { self[FormTexts.self] = newValue }
    }
}
