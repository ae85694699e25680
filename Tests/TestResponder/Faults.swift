#if DEBUG
    import Foundation
    import Synchronization

    @testable import FastCGI

    /// Makes one system call of the calling thread fail, as the environment says. With CGI this thread handles the
    /// whole request.
    ///
    /// `TESTRESPONDER_FAULT` has the number of the call, counted from 1, and the error number. Call 0 lets every
    /// call succeed.
    struct Faults {
        private let driver = SystemCallDriver()

        init?() {
            guard let text = ProcessInfo.processInfo.environment["TESTRESPONDER_FAULT"] else { return nil }
            let numbers = text.split(separator: " ").compactMap { CInt($0) }
            guard numbers.count == 2 else { return nil }
            driver.install()
            driver.arm(numbers[0] == 0 ? nil : .init(call: Int(numbers[0]), number: numbers[1]))
        }

        /// Logs the calls that were made.
        func tell() {
            let calls = driver.calls.map(\.operation).joined(separator: ",")
            FileHandle.standardError.write(Data("calls: \(calls)\n".utf8))
        }
    }

    /// Counts the connections and requests of the only worker, for a client that cannot see whether its connection was
    /// accepted. `TESTRESPONDER_COUNTS` enables it.
    final class Counts: Sendable {
        private let driver = SystemCallDriver()
        private let handlers = Atomic<Int>(0)

        init?() {
            guard ProcessInfo.processInfo.environment["TESTRESPONDER_COUNTS"] != nil else { return nil }
        }

        /// Counts a handler, and from now on the calls of the worker's thread.
        func begin() {
            driver.install()
            handlers.add(1, ordering: .relaxed)
        }

        /// Logs the counts. The first connection was accepted before counting began, so a client sends its first
        /// request alone.
        func tell() {
            let handlers = handlers.load(ordering: .relaxed)
            let accepted = driver.calls.count { $0.operation == "accept4" && !$0.hasFailed }
            let connections = handlers == 0 ? 0 : accepted + 1
            let text = "handlers: \(handlers)\nconnections: \(connections)\n"
            FileHandle.standardError.write(Data(text.utf8))
        }
    }
#endif
