internal import FastCGI
public import GatehouseCore

extension Timestamp {
    /// The current time of the system clock (`CLOCK_REALTIME`), for work without a request, such as a command.
    ///
    /// In a handler, use `request.time`: it is the same for the whole request.
    public static var now: Timestamp { Timestamp(secondsSince1970: WallClock.seconds) }
}
