import FuzzSupport
import GatehouseConfiguration

@testable import GatehouseSecurity

private let keys = try? Keys([
    Secret("vEbyJSKUjDMdJZTDWRmRgyRm5nDT1B5c6gx4bTQ4C2k="), Secret("8vXSdOAHXU6dDnpGcOn2eqfZ2A4gWqUMbOCDLaTeXNA="),
])
private let now = Timestamp(secondsSince1970: 1_800_000_000)

/// Reads any text as each value of GatehouseSecurity that comes from a client or from a store. A text that is read is
/// written again as the same text, and no text is a valid signed or sealed value.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSecurity(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = input(data, size)
    let text = String(decoding: bytes, as: UTF8.self)
    guard let keys else { fatalError("no keys") }

    // What a client sends.
    require(keys.verify(text, for: Purpose("a"), at: now) == nil, "a text is a signed value")
    require(keys.open(text, for: Purpose("a"), at: now) == nil, "a text is a sealed value")
    if let decoded = Base64URL.decode(text.utf8) {
        require(Base64URL.encode(decoded) == text, "\(text) has two encodings")
    }
    require(Base64URL.decode(Base64URL.encode(bytes).utf8) == bytes, "bytes changed in Base64")
    if let address = MailAddress(text) {
        require(address.description == text, "\(text) is another address")
        require(text.utf8.allSatisfy { (0x21..<0x7F).contains($0) }, "\(text) is not printable")
    }
    _ = OneTimeCode.read(text)
    _ = RecoveryCodes.read(text)
    if let id = SessionID(text) { require(id.text == text, "\(text) is another session") }
    _ = Password(text)

    // What a store returns.
    if let hash = PasswordHash(text) { require(hash.text == text, "\(text) is another hash") }
    if let credentials = Credentials(text) { require(credentials.text == text, "\(text) is another value") }
    if let id = SessionID(String(repeating: "ab", count: 32)),
        let session = try? Session(id: id, contents: bytes, lastUsed: now)
    {
        require(session.contents == bytes, "a record is written differently")
    }

    // A value with changed bytes. The first byte of the input selects the place.
    if let first = bytes.first, bytes.count > 1,
        let value = try? keys.sign(Array(bytes.dropFirst()), for: Purpose("a"), expires: now + .seconds(60)),
        var raw = Base64URL.decode(value.utf8)
    {
        require(keys.verify(value, for: Purpose("a"), at: now) == Array(bytes.dropFirst()), "a value is not read")
        raw[Int(first) % raw.count] ^= 1 << (first & 7)
        require(keys.verify(Base64URL.encode(raw), for: Purpose("a"), at: now) == nil, "a changed value is read")
    }
    return 0
}
