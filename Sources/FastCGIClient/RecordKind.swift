/// The type of a record (FastCGI specification, section 8).
public struct RecordKind: RawRepresentable, Sendable, Hashable {
    /// The byte in the record's header.
    public let rawValue: UInt8

    /// Creates a type from any byte. The specification need not know it.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// FCGI_BEGIN_REQUEST
    public static let beginRequest = RecordKind(rawValue: 1)
    /// FCGI_ABORT_REQUEST
    public static let abortRequest = RecordKind(rawValue: 2)
    /// FCGI_END_REQUEST
    public static let endRequest = RecordKind(rawValue: 3)
    /// FCGI_PARAMS
    public static let parameters = RecordKind(rawValue: 4)
    /// FCGI_STDIN
    public static let standardInput = RecordKind(rawValue: 5)
    /// FCGI_STDOUT
    public static let standardOutput = RecordKind(rawValue: 6)
    /// FCGI_STDERR
    public static let standardError = RecordKind(rawValue: 7)
    /// FCGI_DATA
    public static let data = RecordKind(rawValue: 8)
    /// FCGI_GET_VALUES
    public static let getValues = RecordKind(rawValue: 9)
    /// FCGI_GET_VALUES_RESULT
    public static let getValuesResult = RecordKind(rawValue: 10)
    /// FCGI_UNKNOWN_TYPE
    public static let unknownType = RecordKind(rawValue: 11)
}
