internal import Logging

extension Logger {
    /// Prints failures only, so that a test run stays quiet while all is well.
    static var failuresOnly: Logger {
        var logger = Logger(label: "gatehouse")
        logger.logLevel = .error
        return logger
    }
}
