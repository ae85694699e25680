internal import GatewayInterface
internal import HTTPTypes

/// Reads the value of a part's `Content-Disposition` (RFC 7578, section 4.2), as browsers write it.
///
/// Browsers put a name between quotes and write `"`, CR and LF in it as `%22`, `%0D` and `%0A` (HTML, section 4.10.21.8);
/// everything else stays as it is, also "\" and "%". Mail programs put a "\" before a quote instead. What the two would end
/// at different places is refused.
enum PartDisposition {
    static func names(in value: ArraySlice<UInt8>) throws(HTTPError) -> (name: String, fileName: String?) {
        var bytes = value
        guard lowercasedToken(&bytes)?.hasSameBytes(as: "form-data") == true else {
            throw PartHeader.malformed("A part is no form-data.")
        }
        var seen: [String: String] = [:]
        while true {
            skipSpace(&bytes)
            guard let next = bytes.popFirst() else { break }
            guard next == UInt8(ascii: ";") else { throw malformed }
            skipSpace(&bytes)
            // A ";" at the end says nothing more.
            if bytes.isEmpty { break }
            guard let parameter = lowercasedToken(&bytes), bytes.popFirst() == UInt8(ascii: "=") else {
                throw malformed
            }
            // RFC 7578 forbids `filename*`; who reads it sees another name than who does not.
            guard parameter.utf8.last != UInt8(ascii: "*") else {
                throw PartHeader.malformed("A Content-Disposition has a parameter \(parameter).")
            }
            let value = try parameterValue(&bytes)
            guard seen.updateValue(value, forKey: parameter) == nil else {
                throw PartHeader.malformed("A Content-Disposition has a parameter twice.")
            }
        }
        guard let name = seen["name"] else { throw PartHeader.malformed("A part has no name.") }
        guard !name.utf8.contains(UInt8(ascii: "\\")) else {
            throw PartHeader.malformed("The name of a part holds a backslash.")
        }
        return (name, seen["filename"])
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
        do throws(ClientTextError) {
            return try ClientText.string(unescaped(content)[...])
        } catch {
            throw PartHeader.malformed("A name of a part \(error).")
        }
    }

    /// Undoes what browsers escape, and nothing else.
    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            let digits = Array(rest.prefix(2))
            guard byte == UInt8(ascii: "%"), digits.count == 2, let high = PathText.hexadecimal(digits[0]),
                let low = PathText.hexadecimal(digits[1]), [0x22, 0x0D, 0x0A].contains(high << 4 | low)
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
