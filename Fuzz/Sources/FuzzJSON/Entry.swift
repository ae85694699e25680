import FoundationEssentials
import FuzzSupport
import GatehouseCore

@testable import GatehouseJSON

/// Any JSON: looked through to the end.
private struct Anything: Decodable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: Name.self) {
            for name in object.allKeys { _ = try object.decode(Anything.self, forKey: name) }
        } else if var array = try? decoder.unkeyedContainer() {
            while !array.isAtEnd { _ = try array.decode(Anything.self) }
        } else {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() || (try? value.decode(Bool.self)) != nil { return }
            do {
                _ = try value.decode(String.self)
            } catch DecodingError.typeMismatch {
                // A number may be too large for any type; that is not the scan's matter.
                if decoder.userInfo[.looksAtNumbers] != nil {
                    _ = try value.decode(Double.self)
                } else {
                    _ = try? value.decode(Double.self)
                }
            }
        }
    }
}

extension CodingUserInfoKey {
    fileprivate static var looksAtNumbers: Self {
        guard let key = Self(rawValue: "looks at numbers") else { fatalError("every text is a key") }
        return key
    }
}

/// Whether a comma is the last thing in an object or an array, which `JSONDecoder` lets pass.
private func endsWithComma(_ bytes: [UInt8]) -> Bool {
    let rest = bytes.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return zip(rest, rest.dropFirst()).contains { $0 == 0x2C && ($1 == 0x7D || $1 == 0x5D) }
}

/// Reads any bytes as JSON: what the scan lets pass, `JSONDecoder` takes for JSON; and what it calls malformed, `JSONDecoder`
/// refuses, too, where it is in UTF-8 and without a byte order mark.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = input(data, size)
    func decodes(lookingAtNumbers: Bool) -> Bool {
        let decoder = JSONDecoder()
        // JSONDecoder looks at a number only when somebody wants one.
        if lookingAtNumbers { decoder.userInfo[.looksAtNumbers] = true }
        return (try? decoder.decode(Anything.self, from: Data(bytes))) != nil
    }
    do throws(JSONScan.Failure) {
        try JSONScan.check(bytes, limits: JSONLimits(bytes: .max, depth: 64, values: 10_000))
        require(decodes(lookingAtNumbers: false), "JSONDecoder does not take \(bytes)")
    } catch {
        // It takes UTF-16 and UTF-32 as well, which it knows by a mark or by NULs.
        let isUTF8 = String(validating: bytes, as: UTF8.self) != nil && !bytes.contains(0)
        guard error.isMalformed, isUTF8, !bytes.starts(with: [0xEF, 0xBB, 0xBF]), !endsWithComma(bytes) else {
            return 0
        }
        require(!decodes(lookingAtNumbers: true), "JSONDecoder takes \(bytes), and the scan says: \(error.message)")
    }
    return 0
}
