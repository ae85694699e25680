#if Security
    internal import FastCGI

    extension Timestamp {
        /// The current time, for work without a request.
        static var now: Timestamp { Timestamp(secondsSince1970: WallClock.seconds) }
    }
#endif
