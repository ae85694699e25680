internal import Glibc

/// Makes a system call that reports failure by -1, again as long as a signal interrupts it.
///
/// Every call goes through here, so that none forgets EINTR and none reads errno too late.
func systemCall<Result: FixedWidthInteger & SignedInteger>(
    _ operation: @autoclosure () -> String,
    _ call: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = call()
        if result != -1 { return result }
        let number = errno
        if number != EINTR { throw SystemError(operation(), number: number) }
    }
}
