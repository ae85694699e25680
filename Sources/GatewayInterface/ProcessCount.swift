/// How many processes of a program serve one socket.
///
/// ```swift
/// import GatewayInterface
///
/// let four = ProcessCount(4)
/// let oneForEachProcessor = ProcessCount.automatic
/// ```
public struct ProcessCount: Sendable, Hashable {
    /// The largest number of processes.
    public static let most = 256

    /// `nil` means the number of processors.
    private let number: Int?

    private init(number: Int?) {
        self.number = number
    }

    /// A fixed number of processes.
    ///
    /// - Parameter number: 1 to ``most``. Other values become the nearest of these.
    public init(_ number: Int) {
        self.number = min(max(number, 1), Self.most)
    }

    /// One process for each processor that this process may use.
    public static let automatic = ProcessCount(number: nil)

    /// Reads `auto` or a number from 1 to ``most``; `nil` for any other text.
    package init?(text: String) {
        if text == "auto" {
            self = .automatic
        } else {
            // Int's parser also takes a sign.
            guard text.utf8.allSatisfy(\.isASCIIDigit), let number = Int(text), (1...Self.most).contains(number)
            else { return nil }
            self.init(number)
        }
    }

    /// The number on a machine with that many processors.
    package func number(processors: Int) -> Int {
        number ?? min(max(processors, 1), Self.most)
    }
}
