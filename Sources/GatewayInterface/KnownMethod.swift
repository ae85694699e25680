/// A method that is compared as one number. Nearly all requests have one of these.
package enum KnownMethod: UInt64, Sendable {
    // The letters in ASCII.
    case get = 0x47_45_54
    case head = 0x48_45_41_44
    case post = 0x50_4F_53_54
}

extension Parameters {
    /// The method of the request; `nil` for other methods than the known ones.
    package var knownMethod: KnownMethod? {
        shortValue(of: .requestMethod).flatMap { KnownMethod(rawValue: $0) }
    }
}
