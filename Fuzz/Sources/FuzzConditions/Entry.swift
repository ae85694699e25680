import FuzzSupport

@testable import GatehouseCore

/// Parses any lines as the conditions and the range of a request. A parsed value has the same meaning after it is written
/// and parsed again. Each 412, each 304 and each refusal of a partial response has a field that causes it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzConditions(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let now = Timestamp(secondsSince1970: 1_800_000_000)
    let lines = input(data, size).split(separator: 0x0A, maxSplits: 5, omittingEmptySubsequences: false).map {
        $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self)
    }
    func line(_ index: Int) -> String? { index < lines.count ? lines[index] : nil }
    let conditions = Preconditions(
        ifMatch: line(0),
        ifNoneMatch: line(1),
        ifModifiedSince: line(2),
        ifUnmodifiedSince: line(3),
        ifRange: line(4)
    )
    for field in lines.compactMap(\.self) {
        if case .tags(let tags)? = EntityTagList(field) {
            let again = EntityTagList(tags.map(\.field).joined(separator: ", "))
            require(again == .tags(tags), "\(tags), written and parsed again, is \(String(describing: again))")
        }
        if let moment = Timestamp(httpDate: field, now: now) {
            require(moment.httpDate.flatMap { Timestamp(httpDate: $0, now: now) } == moment, "not \(field)")
        }
    }
    for validators in [
        FileState.Validators(
            tag: EntityTag(opaque: [0x61], isWeak: false),
            modified: Timestamp(secondsSince1970: 784_111_777)
        ),
        FileState.Validators(tag: EntityTag(opaque: [0x61], isWeak: true), modified: nil),
    ] {
        switch conditions.outcome(validators, now: now) {
        case .failed: require(line(0) != nil || line(3) != nil, "failed without If-Match and If-Unmodified-Since")
        case .notModified: require(line(1) != nil || line(2) != nil, "304 without a condition")
        case .proceed(let mayBePart): require(mayBePart || line(4) != nil, "no part without If-Range")
        }
    }
    if case .parts(let parts) = ByteRanges(line(5), length: 100) {
        require(parts.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= 100 }, "an invalid part")
        require(parts.reduce(0) { $0 + $1.count } <= 100, "the parts are longer than the file")
    }
    return 0
}
