#if DEBUG
    import Foundation

    @testable import FastCGI

    /// Makes one system call of the calling thread fail, as the environment says; by CGI that is the thread of the whole
    /// request.
    ///
    /// `TESTRESPONDER_FAULT` is the number of the call, 1 for the first, and that of the error. 0 lets every call be made.
    struct Faults {
        private let driver = SystemCallDriver()

        init?() {
            guard let text = ProcessInfo.processInfo.environment["TESTRESPONDER_FAULT"] else { return nil }
            let numbers = text.split(separator: " ").compactMap { CInt($0) }
            guard numbers.count == 2 else { return nil }
            driver.install()
            driver.arm(numbers[0] == 0 ? nil : .init(call: Int(numbers[0]), number: numbers[1]))
        }

        /// Writes down which calls were made.
        func tell() {
            let calls = driver.calls.map(\.operation).joined(separator: ",")
            FileHandle.standardError.write(Data("calls: \(calls)\n".utf8))
        }
    }
#endif
