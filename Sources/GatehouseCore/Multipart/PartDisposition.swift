internal import GatewayInterface
internal import HTTPTypes

/// Parses the value of a part's `Content-Disposition` (RFC 7578, section 4.2), as browsers write it.
///
/// Browsers put a name between quotes and write `"`, CR and LF in it as `%22`, `%0D` and `%0A` (HTML, section
/// 4.10.21.8). They leave everything else unchanged, including "\" and "%". Mail programs put a "\" before a quote
/// instead. A value that the two would end at different places is refused.
///
/// `filename*` (RFC 8187) is accepted next to a `filename` with the same name: .NET's client sends both with every
/// file. RFC 7578 forbids `filename*`, and many readers see only `filename`, so two different names are refused. Every
/// other parameter with a "*", such as the continuation `filename*0` (RFC 2231), is refused.
package enum PartDisposition {
    static func names(in value: ArraySlice<UInt8>) throws(HTTPError) -> (name: String, fileName: String?) {
        var bytes = value
        guard lowercasedToken(&bytes)?.hasSameBytes(as: "form-data") == true else {
            throw PartHeader.malformed("The Content-Disposition of a part must be form-data.")
        }
        let seen = try parameters(&bytes)
        guard let name = seen["name"] else { throw PartHeader.malformed("A part has no name.") }
        guard !name.utf8.contains(UInt8(ascii: "\\")) else {
            throw PartHeader.malformed("The name of a part contains a backslash.")
        }
        return (name, try fileName(seen["filename"], extended: seen["filename*"]))
    }

    /// The cleaned file name in the `Content-Disposition` of a request, such as `inline; filename="a.txt"`; `nil` without one.
    ///
    /// It can be in `filename`, in `filename*`, or in both with the same name.
    package static func fileName(in value: String) throws(HTTPError) -> String? {
        var bytes = Array(value.utf8)[...]
        guard lowercasedToken(&bytes) != nil else { throw malformed }
        let seen = try parameters(&bytes)
        let name =
            try seen["filename"] == nil ? seen["filename*"] : fileName(seen["filename"], extended: seen["filename*"])
        return name.map(ContentDisposition.cleaned)
    }

    /// Parses the parameters after the type. Each occurs at most once.
    private static func parameters(_ bytes: inout ArraySlice<UInt8>) throws(HTTPError) -> [String: String] {
        var seen: [String: String] = [:]
        while true {
            skipSpace(&bytes)
            guard let next = bytes.popFirst() else { return seen }
            guard next == UInt8(ascii: ";") else { throw malformed }
            skipSpace(&bytes)
            // A ";" at the end adds nothing.
            if bytes.isEmpty { return seen }
            guard let parameter = lowercasedToken(&bytes), bytes.popFirst() == UInt8(ascii: "=") else {
                throw malformed
            }
            let isExtended = parameter.utf8.contains(UInt8(ascii: "*"))
            guard !isExtended || parameter.hasSameBytes(as: "filename*") else {
                throw PartHeader.malformed("A Content-Disposition has an unsupported extended parameter.")
            }
            let value = isExtended ? try extendedValue(&bytes) : try parameterValue(&bytes)
            guard seen.updateValue(value, forKey: parameter) == nil else {
                throw PartHeader.malformed("A Content-Disposition has a duplicate parameter.")
            }
        }
    }

    /// Returns the file name. If it is written in two forms, both must agree.
    private static func fileName(_ plain: String?, extended: String?) throws(HTTPError) -> String? {
        guard let extended else { return plain }
        guard let plain, [plain, encodedWord(plain)].contains(where: { $0?.utf8.elementsEqual(extended.utf8) == true })
        else { throw PartHeader.malformed("filename* must name the same file as filename.") }
        return extended
    }

    /// Decodes one encoded word (RFC 2047, section 2). .NET's client writes names that are not ASCII this way.
    private static func encodedWord(_ text: String) -> String? {
        let parts = text.utf8.split(separator: UInt8(ascii: "?"), omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].elementsEqual("=".utf8), parts[4].elementsEqual("=".utf8),
            isUTF8(parts[1]), parts[2].elementsEqual("B".utf8) || parts[2].elementsEqual("b".utf8)
        else { return nil }
        return Base64.decoded(parts[3]).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Parses the value of an extended parameter in UTF-8 (RFC 8187, section 3.2.1), such as `utf-8''na%C3%AFve.txt`.
    private static func extendedValue(_ bytes: inout ArraySlice<UInt8>) throws(HTTPError) -> String {
        guard let token = token(&bytes) else { throw malformed }
        let parts = token.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
        guard parts.count == 3, isUTF8(parts[0]), !parts[2].isEmpty, !parts[2].contains(UInt8(ascii: "*")) else {
            throw malformed
        }
        var rest = parts[2]
        var decoded: [UInt8] = []
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(\.hexadecimalValue),
                let low = rest.popFirst().flatMap(\.hexadecimalValue)
            else { throw malformed }
            decoded.append(high << 4 | low)
        }
        return try text(decoded)
    }

    private static func text(_ bytes: [UInt8]) throws(HTTPError) -> String {
        do throws(ClientTextError) {
            return try ClientText.string(bytes[...])
        } catch {
            throw PartHeader.malformed("A name of a part \(error).")
        }
    }

    private static func isUTF8(_ charset: some Sequence<UInt8>) -> Bool {
        String(decoding: Array(charset), as: UTF8.self).hasSameBytes(asLowercase: "utf-8")
    }

    private static var malformed: HTTPError { PartHeader.malformed("A Content-Disposition is malformed.") }

    private static func skipSpace(_ bytes: inout ArraySlice<UInt8>) {
        bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 }
    }

    private static func token(_ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let token = bytes.prefix(while: HTTPToken.contains)
        bytes = bytes.dropFirst(token.count)
        return token.isEmpty ? nil : token
    }

    private static func lowercasedToken(_ bytes: inout ArraySlice<UInt8>) -> String? {
        token(&bytes).map { String(decoding: $0, as: UTF8.self).lowercasedASCII }
    }

    private static func parameterValue(_ bytes: inout ArraySlice<UInt8>) throws(HTTPError) -> String {
        let content: ArraySlice<UInt8>
        if bytes.first == UInt8(ascii: "\"") {
            bytes.removeFirst()
            guard let end = bytes.firstIndex(of: UInt8(ascii: "\"")) else { throw malformed }
            content = bytes[..<end]
            guard content.last != UInt8(ascii: "\\") else { throw malformed }
            bytes = bytes[(end + 1)...]
        } else {
            guard let token = token(&bytes) else { throw malformed }
            content = token
        }
        return try text(unescaped(content))
    }

    /// Decodes only the escapes that browsers write.
    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            let digits = Array(rest.prefix(2))
            guard byte == UInt8(ascii: "%"), digits.count == 2, let high = digits[0].hexadecimalValue,
                let low = digits[1].hexadecimalValue, [0x22, 0x0D, 0x0A].contains(high << 4 | low)
            else {
                result.append(byte)
                continue
            }
            result.append(high << 4 | low)
            rest = rest.dropFirst(2)
        }
        return result
    }
}
