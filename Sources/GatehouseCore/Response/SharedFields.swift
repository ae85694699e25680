package import HTTPTypes

/// Header fields that many answers have in common, as they leave: rendered once, and not for each answer.
package struct SharedFields: Sendable {
    /// The fields, for whoever looks at an answer before it leaves.
    package let fields: [HTTPField]

    /// The same as bytes, a line each. The names are the gate's own, and the values have been checked when it opened.
    package let bytes: [UInt8]

    /// A bit for each length that one of their names has: most names differ from all of them by that.
    private let nameLengths: UInt64

    init(_ fields: [HTTPField]) {
        self.fields = fields
        var bytes: [UInt8] = []
        for field in fields {
            bytes += field.name.rawName.utf8
            bytes += ": ".utf8
            bytes += field.value.utf8
            bytes += "\r\n".utf8
        }
        self.bytes = bytes
        nameLengths = fields.reduce(0) { $0 | Self.bit(of: $1.name) }
    }

    /// Whether one of them has this name.
    func holds(_ name: HTTPField.Name) -> Bool {
        nameLengths & Self.bit(of: name) != 0 && fields.contains { $0.name == name }
    }

    private static func bit(of name: HTTPField.Name) -> UInt64 {
        1 << UInt64(name.rawName.utf8.count & 63)
    }
}

extension Response {
    /// All header fields: its own, and those that it shares.
    package var allHeaders: HTTPFields {
        guard let sharedFields else { return headers }
        var all = headers
        for field in sharedFields.fields { all.append(field) }
        return all
    }
}
