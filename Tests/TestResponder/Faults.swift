#if DEBUG
    import Foundation
    import Synchronization

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

    /// Counts what the only worker takes and begins, for a client that cannot tell a connection that was taken from one that
    /// was not. `TESTRESPONDER_COUNTS` turns it on.
    final class Counts: Sendable {
        private let driver = SystemCallDriver()
        private let handlers = Atomic<Int>(0)

        init?() {
            guard ProcessInfo.processInfo.environment["TESTRESPONDER_COUNTS"] != nil else { return nil }
        }

        /// A handler begins: on the worker's thread, whose calls are counted from now on.
        func begin() {
            driver.install()
            handlers.add(1, ordering: .relaxed)
        }

        /// Writes down how many there were. The first connection had been accepted before anybody counted.
        func tell() {
            let handlers = handlers.load(ordering: .relaxed)
            let accepted = driver.calls.count { $0.operation == "accept4" && !$0.hasFailed }
            let connections = handlers == 0 ? 0 : accepted + 1
            let text = "handlers: \(handlers)\nconnections: \(connections)\n"
            FileHandle.standardError.write(Data(text.utf8))
        }
    }
#endif
