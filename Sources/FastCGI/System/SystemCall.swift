internal import Glibc

/// Makes a system call that reports failure by -1, again as long as a signal interrupts it.
///
/// Every call goes through here, so that none forgets EINTR and none reads errno too late; and so that a test can make
/// each of them fail (see SystemCallDriver, which a release build lacks).
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
