internal import GatewayInterface

/// The length that a web server announces in CONTENT_LENGTH (RFC 3875, section 4.1.2).
enum ContentLength: Equatable {
    /// No length: the parameter is absent or empty.
    case absent
    /// A number of bytes.
    case bytes(Int)
    /// Any other value. Such a request gets an error.
    case malformed

    init(_ parameters: Parameters) {
        guard let digits = parameters.bytes(of: .contentLength), !digits.isEmpty else {
            self = .absent
            return
        }
        var length = 0
        for digit in digits {
            let (shifted, overflow) = length.multipliedReportingOverflow(by: 10)
            guard digit.isASCIIDigit, !overflow else {
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

    /// The log message about a malformed value.
    static func complaint(about parameters: Parameters) -> String {
        "CONTENT_LENGTH is not a valid number: \(LogText.quoted(parameters.bytes(of: .contentLength) ?? []))"
    }
}
