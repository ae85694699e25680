import FoundationEssentials
import FuzzSupport
import GatehouseCore

@testable import GatehouseJSON

/// Any JSON, decoded completely.
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
                // A number may be too large for every type. The scan does not check this.
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
        guard let key = Self(rawValue: "looks at numbers") else { fatalError("cannot create the key") }
        return key
    }
}

/// Whether an object or an array ends with a comma, which `JSONDecoder` accepts.
private func endsWithComma(_ bytes: [UInt8]) -> Bool {
    let rest = bytes.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return zip(rest, rest.dropFirst()).contains { $0 == 0x2C && ($1 == 0x7D || $1 == 0x5D) }
}

/// Checks any bytes as JSON. `JSONDecoder` accepts everything that the scan accepts. It refuses everything in UTF-8 without a
/// byte order mark that the scan calls malformed.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = input(data, size)
    func decodes(lookingAtNumbers: Bool) -> Bool {
        let decoder = JSONDecoder()
        // JSONDecoder parses a number only when it is decoded.
        if lookingAtNumbers { decoder.userInfo[.looksAtNumbers] = true }
        return (try? decoder.decode(Anything.self, from: Data(bytes))) != nil
    }
    do throws(JSONScan.Failure) {
        try JSONScan.check(bytes, limits: JSONLimits(bytes: .max, depth: 64, values: 10_000))
        require(decodes(lookingAtNumbers: false), "the scan accepts \(bytes), JSONDecoder refuses it")
    } catch {
        // JSONDecoder also accepts UTF-16 and UTF-32, which it detects by a byte order mark or by NULs.
        let isUTF8 = String(validating: bytes, as: UTF8.self) != nil && !bytes.contains(0)
        guard error.isMalformed, isUTF8, !bytes.starts(with: [0xEF, 0xBB, 0xBF]), !endsWithComma(bytes) else {
            return 0
        }
        require(!decodes(lookingAtNumbers: true), "JSONDecoder accepts \(bytes), the scan refuses it: \(error.message)")
    }
    return 0
}
