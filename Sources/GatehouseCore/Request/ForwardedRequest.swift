internal import GatewayInterface

/// The statements of trusted proxies about a request.
///
/// The fields are read from the right. The peer, a trusted proxy, wrote the last value. The value before it counts only
/// if the peer received the request from another trusted proxy, and so on. The first address that does not belong to a
/// trusted proxy is the client's. The client may have written everything to its left, so that part is ignored.
struct ForwardedRequest {
    /// The client's address; `nil` if the proxies provide none.
    private(set) var client: IPAddress?
    /// Whether the client used HTTPS, according to the outermost trusted proxy that says so.
    private(set) var isSecure: Bool?
    /// The host of the client's request, according to the outermost trusted proxy that names it.
    private(set) var host: String?

    /// The largest number of proxies that a request can pass through. Beyond that, the client's address is unknown.
    static let most = 64

    init(_ parameters: Parameters, proxies: TrustedProxies) {
        if proxies.fields.isStandard {
            read(Forwarded(parameters.bytes(of: .forwarded) ?? []), proxies)
        } else {
            read(parameters, proxies)
        }
    }

    private mutating func read(_ field: Forwarded, _ proxies: TrustedProxies) {
        var field = field
        for _ in 0..<Self.most {
            guard let element = field.next() else { return }
            if proxies.claims.contains(.scheme), let isSecure = element.isSecure { self.isSecure = isSecure }
            if proxies.claims.contains(.host), let host = element.host { self.host = host }
            guard proxies.claims.contains(.client), let address = element.client else { return }
            guard proxies.contains(address) else {
                client = address
                return
            }
        }
    }

    private mutating func read(_ parameters: Parameters, _ proxies: TrustedProxies) {
        // The number of trusted proxies: the peer, and each one that a trusted proxy names.
        var count = 1
        if proxies.claims.contains(.client) {
            var addresses = FieldList(parameters.bytes(of: .forwardedFor) ?? [])
            while count <= Self.most, let text = addresses.next(), let address = IPAddress(peer: text) {
                guard proxies.contains(address) else {
                    client = address
                    break
                }
                count += 1
            }
        }
        if proxies.claims.contains(.scheme) {
            isSecure = Self.value(parameters.bytes(of: .forwardedProto), said: count)
                .map { $0.isEqual(lowercase: "https") }
        }
        if proxies.claims.contains(.host) {
            host = Self.value(parameters.bytes(of: .forwardedHost), said: count)
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The outermost value in a list to which each trusted proxy added at most one value.
    private static func value(_ field: ArraySlice<UInt8>?, said count: Int) -> ArraySlice<UInt8>? {
        guard let field, !field.trimmingBlanks.isEmpty else { return nil }
        var list = FieldList(field)
        var value = list.next()
        for _ in 1..<max(count, 1) {
            guard let outer = list.next() else { break }
            value = outer
        }
        return value
    }
}

/// The comma-separated values of a field, read from the right.
private struct FieldList {
    private var rest: ArraySlice<UInt8>?

    init(_ field: ArraySlice<UInt8>) {
        rest = field
    }

    /// The next value from the right, without surrounding blanks; `nil` at the end.
    mutating func next() -> ArraySlice<UInt8>? {
        guard let bytes = rest else { return nil }
        let comma = bytes.lastIndex(of: UInt8(ascii: ","))
        rest = comma.map { bytes[..<$0] }
        return bytes[(comma.map { $0 + 1 } ?? bytes.startIndex)...].trimmingBlanks
    }
}
