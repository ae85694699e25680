internal import Glibc

/// Makes a system call that reports failure as -1, and repeats it while a signal interrupts it.
///
/// Every call goes through this function, so that EINTR is always handled and errno is read in time. It also lets a
/// test make any call fail (see SystemCallDriver, which release builds do not contain).
func systemCall<Result: FixedWidthInteger & SignedInteger>(
    _ operation: @autoclosure () -> String,
    _ call: () -> Result
) throws(SystemError) -> Result {
    while true {
        #if DEBUG
            let result = if let driver = SystemCallDriver.current { driver.make(operation(), call) } else { call() }
        #else
            let result = call()
        #endif
        if result != -1 { return result }
        let number = errno
        if number != EINTR { throw SystemError(operation(), number: number) }
    }
}
