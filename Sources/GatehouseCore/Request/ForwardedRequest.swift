internal import GatewayInterface

/// What trusted proxies say of a request.
///
/// The fields are read from the right. What stands last was written by the peer, which is a trusted proxy. What stands
/// before it counts only if the peer says that it received the request from a trusted proxy, and so on. The first address
/// that is no trusted proxy's is the client's. What is on its left, the client may have written; it changes nothing.
struct ForwardedRequest {
    /// The client's address; `nil` where the proxies name none.
    private(set) var client: IPAddress?
    /// Whether the client used HTTPS, in the words of the outermost trusted proxy that says it.
    private(set) var isSecure: Bool?
    /// The host that the client asked for, in the words of the outermost trusted proxy that says it.
    private(set) var host: String?

    /// The most proxies that a request may have passed through. Behind more of them the client is not known.
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
        // How many trusted proxies have spoken: the peer, and each that a trusted one names.
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

    /// The outermost value of a list to which the trusted proxies have added at most one each.
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

/// The values of a field between commas, read from the right.
private struct FieldList {
    private var rest: ArraySlice<UInt8>?

    init(_ field: ArraySlice<UInt8>) {
        rest = field
    }

    /// The next value from the right, without blanks around it; `nil` when there is no more.
    mutating func next() -> ArraySlice<UInt8>? {
        guard let bytes = rest else { return nil }
        let comma = bytes.lastIndex(of: UInt8(ascii: ","))
        rest = comma.map { bytes[..<$0] }
        return bytes[(comma.map { $0 + 1 } ?? bytes.startIndex)...].trimmingBlanks
    }
}
