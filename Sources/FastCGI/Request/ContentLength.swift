internal import GatewayInterface

/// What a web server announced in CONTENT_LENGTH (RFC 3875, section 4.1.2).
enum ContentLength: Equatable {
    /// No length: the parameter is absent or empty.
    case absent
    /// A number of bytes.
    case bytes(Int)
    /// Anything else. Such a request is refused.
    case malformed

    init(_ parameters: Parameters) {
        guard let digits = parameters.bytes(of: .contentLength), !digits.isEmpty else {
            self = .absent
            return
        }
        var length = 0
        for digit in digits {
            let (shifted, overflow) = length.multipliedReportingOverflow(by: 10)
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit), !overflow else {
                self = .malformed
                return
            }
            let (sum, carry) = shifted.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            guard !carry else {
                self = .malformed
                return
            }
            length = sum
        }
        self = .bytes(length)
    }

    /// Says in a log what is wrong with a malformed one.
    static func complaint(about parameters: Parameters) -> String {
        "CONTENT_LENGTH is no number: \(LogText.quoted(parameters.bytes(of: .contentLength) ?? []))"
    }
}
