internal import GatewayInterface

/// The word of a lane that says what its worker does.
///
/// It has a number that grows with each request. A reader that finds the same word before and after it has read the route
/// knows that the route belongs to this request.
struct LaneState: Equatable {
    private static let activities = ServerStatus.Activity.allCases
    private static let routeFlag: UInt64 = 8
    private static let numberShift: UInt64 = 4

    private(set) var word: UInt64

    init(word: UInt64) {
        self.word = word
    }

    /// What the worker does. A word that no worker has written counts as idle.
    var activity: ServerStatus.Activity {
        let index = Int(word & 7)
        return index < Self.activities.count ? Self.activities[index] : .idle
    }

    /// Whether the lane has the route of the request.
    var hasRoute: Bool { word & Self.routeFlag != 0 }

    /// The same request, with another activity.
    func with(_ activity: ServerStatus.Activity) -> LaneState {
        LaneState(word: word & ~7 | Self.code(activity))
    }

    /// The same request, with its route.
    var withRoute: LaneState { LaneState(word: word | Self.routeFlag) }

    /// The next request, without a route.
    var next: LaneState {
        let number = (word >> Self.numberShift) &+ 1
        return LaneState(word: number << Self.numberShift | Self.code(.working))
    }

    /// No request, without a route.
    var idle: LaneState { LaneState(word: (word >> Self.numberShift) << Self.numberShift) }

    /// Whether both words belong to the same request, and know its route or not.
    func isSameRequest(as other: LaneState) -> Bool { word | 7 == other.word | 7 }

    private static func code(_ activity: ServerStatus.Activity) -> UInt64 {
        switch activity {
        case .idle: 0
        case .reading: 1
        case .working: 2
        case .writing: 3
        case .stuck: 4
        }
    }
}
