internal import GatewayInterface
internal import HTTPTypes

/// The languages of a gate, and the choice among them.
///
/// It is a class, because each request refers to it.
final class Languages: Sendable {
    /// The texts of each language. The first one is the default.
    let all: [Texts]
    private let tags: [String]
    private let choose: (@Sendable (Request) -> String?)?

    init(_ all: [Texts], choose: (@Sendable (Request) -> String?)? = nil) {
        self.all = all.isEmpty ? [Texts("en")] : all
        tags = self.all.map { $0.language.lowercasedASCII }
        self.choose = choose
    }

    /// Whether a response can depend on the request's language.
    var areSeveral: Bool { all.count > 1 }

    /// The place of the language for a request.
    func index(for request: Request) -> Int {
        guard areSeveral else { return 0 }
        if let tag = choose?(request), let index = index(ofTag: tag.lowercasedASCII) { return index }
        return request.headers[.acceptLanguage].map(index(acceptedBy:)) ?? 0
    }

    private func index(ofTag tag: String) -> Int? {
        tags.firstIndex { $0.utf8.elementsEqual(tag.utf8) }
    }

    /// The best language for `Accept-Language` (RFC 9110, section 12.5.4): the one with the highest weight, and of
    /// several the one that the client names first.
    private func index(acceptedBy field: String) -> Int {
        var best = (weight: 0, index: 0)
        WeightedList.forEach(in: field) { range, weight in
            guard weight > best.weight, let index = index(matching: range) else { return }
            best = (weight, index)
        }
        return best.index
    }

    /// The language for one range: the same tag, else a shorter one (`de` for `de-AT`: RFC 4647, section 3.4), else a
    /// longer one (`de-CH` for `de`).
    private func index(matching range: String) -> Int? {
        range == "*"
            ? 0
            : index(ofTag: range)
                ?? tags.firstIndex { range.utf8.starts(with: $0.utf8 + [UInt8(ascii: "-")]) }
                ?? tags.firstIndex { $0.utf8.starts(with: range.utf8 + [UInt8(ascii: "-")]) }
    }
}

extension Request {
    /// The texts in the language of this request: ``Gate/languages(_:fileID:line:choose:)``.
    public var texts: Texts { context.languages.all[languageIndex] }

    /// The place of the language in the list of the gate.
    var languageIndex: Int { context.languageIndex ?? context.languages.index(for: self) }
}
