package import HTTPTypes

/// Header fields that many responses share. They are rendered once instead of for each response.
package struct SharedFields: Sendable {
    /// The fields, for code that inspects a response before it is sent.
    package let fields: [HTTPField]

    /// The fields as bytes, one line each. The names are the gate's own, and the values were checked when the gate
    /// opened.
    package let bytes: [UInt8]

    /// The same after the header field for a type of body.
    let bytesWithType: [UInt8]

    /// A bit for each length of a name. Most other names have another length, so this check is usually enough.
    private let nameLengths: UInt64

    /// - Parameters:
    ///   - fields: the fields, without Content-Type.
    ///   - type: the type for ``bytesWithType``.
    init(_ fields: [HTTPField], type: CommonType) {
        self.fields = fields
        bytes = Self.rendered(fields)
        bytesWithType = Self.rendered(Array(type.headers)) + bytes
        nameLengths = fields.reduce(0) { $0 | Self.bit(of: $1.name) }
    }

    private static func rendered(_ fields: [HTTPField]) -> [UInt8] {
        var bytes: [UInt8] = []
        for field in fields {
            bytes += field.name.rawName.utf8
            bytes += ": ".utf8
            bytes += field.value.utf8
            bytes += "\r\n".utf8
        }
        return bytes
    }

    /// Whether one of the fields has this name.
    func holds(_ name: HTTPField.Name) -> Bool {
        nameLengths & Self.bit(of: name) != 0 && fields.contains { $0.name == name }
    }

    private static func bit(of name: HTTPField.Name) -> UInt64 {
        1 << UInt64(name.rawName.utf8.count & 63)
    }
}

extension Response {
    /// All header fields: the response's own and the shared ones.
    package var allHeaders: HTTPFields {
        guard let sharedFields else { return headers }
        var all = headers
        for field in sharedFields.fields { all.append(field) }
        return all
    }

    /// All header fields, with those that are already rendered apart.
    package var partlyRenderedHeaders: (fields: HTTPFields, rendered: [UInt8]) {
        guard let sharedFields else { return (headers, []) }
        return type == nil ? (headers, sharedFields.bytes) : (HTTPFields(), sharedFields.bytesWithType)
    }
}
