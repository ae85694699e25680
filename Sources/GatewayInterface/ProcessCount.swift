/// How many processes of a program serve one socket: a fixed number, or a range in which the number follows the load.
///
/// ```swift
/// import GatewayInterface
///
/// let four = ProcessCount(4)
/// let oneForEachProcessor = ProcessCount.automatic
/// let noneWhileIdle = ProcessCount(0...4)
/// ```
public struct ProcessCount: Sendable, Hashable {
    /// The largest number of processes.
    public static let most = 256

    /// `nil` means the number of processors.
    private let range: ClosedRange<Int>?

    private init(range: ClosedRange<Int>?) {
        self.range = range
    }

    /// A fixed number of processes.
    ///
    /// - Parameter number: 1 to ``most``. Other values become the nearest of these.
    public init(_ number: Int) {
        let number = min(max(number, 1), Self.most)
        self.init(range: number...number)
    }

    /// A number of processes that follows the load.
    ///
    /// - Parameter range: the smallest number, which can be 0, and the largest one, 1 to ``most``. Other values become the nearest
    ///   of these.
    public init(_ range: ClosedRange<Int>) {
        let largest = min(max(range.upperBound, 1), Self.most)
        self.init(range: min(max(range.lowerBound, 0), largest)...largest)
    }

    /// One process for each processor that this process may use.
    public static let automatic = ProcessCount(range: nil)

    /// The texts that ``init(text:)`` reads, for error messages.
    package static let texts = "auto, a number from 1 to \(most), or a range such as 0-4"

    /// Reads `auto`, a number from 1 to ``most``, or a range such as `0-4`; `nil` for any other text.
    package init?(text: String) {
        if text == "auto" {
            self = .automatic
            return
        }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        // Int's parser also takes a sign.
        let numbers = parts.compactMap { $0.utf8.allSatisfy(\.isASCIIDigit) ? Int($0) : nil }
        guard numbers.count == parts.count, numbers.count <= 2,
            let smallest = numbers.first, let largest = numbers.last,
            smallest <= largest, (1...Self.most).contains(largest), numbers.count == 2 || smallest > 0
        else { return nil }
        self.init(range: smallest...largest)
    }

    /// Whether the number follows the load.
    package var varies: Bool { range.map { $0.lowerBound < $0.upperBound } ?? false }

    /// The numbers on a machine with that many processors.
    package func numbers(processors: Int) -> ClosedRange<Int> {
        if let range { return range }
        let number = min(max(processors, 1), Self.most)
        return number...number
    }
}
