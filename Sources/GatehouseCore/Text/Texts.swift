internal import GatewayInterface

/// All texts that the library shows to people, in one language.
///
/// ```swift
/// var german = Texts("de")
/// german.errors.title = { $0.code == 404 ? "Nicht gefunden" : "Fehler" }
/// german.forms.missing = "Bitte ausfüllen."
/// german.accounts.signIn = "Anmelden"             // import GatehouseSecurity
/// gate.languages([Texts("en"), german])
/// ```
///
/// An application can keep its own texts in the same place: ``TextPart``.
public struct Texts: Sendable {
    /// The language tag (BCP 47), such as `en` or `de-AT`. Pages have it as `<html lang="de-AT">`.
    public let language: String

    private var parts: [ObjectIdentifier: any TextPart] = [:]

    /// Creates the texts of a language. They are in English until the program replaces them.
    ///
    /// - Parameter language: a language tag (BCP 47), such as `en` or `de-AT`.
    public init(_ language: String) {
        self.language = language
    }

    /// The texts of one part. Without replaced texts, they are those of `Part()`.
    public subscript<Part: TextPart>(part: Part.Type) -> Part {
        get { parts[ObjectIdentifier(part)] as? Part ?? Part() }
        set { parts[ObjectIdentifier(part)] = newValue }
    }

    /// Whether the tag consists of letters, digits and hyphens, as RFC 5646 describes.
    var hasValidTag: Bool {
        (1...64).contains(language.utf8.count)
            && language.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).allSatisfy { part in
                (1...8).contains(part.count) && part.allSatisfy(\.isASCIILetterOrDigit)
            }
    }
}

/// A group of texts within ``Texts``, such as those of forms. An application declares one for its own texts:
///
/// ```swift
/// struct BoardTexts: TextPart {
///     var title = "Notices"
///     var count: @Sendable (Int) -> String = { "\($0) notices" }
/// }
/// german[BoardTexts.self].title = "Aushänge"
///
/// let texts = request.texts[BoardTexts.self]
/// ```
public protocol TextPart: Sendable {
    /// Creates the texts of a language that replaces none of them.
    init()
}
